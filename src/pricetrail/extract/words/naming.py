"""The words around the names of products and brands that are no part of them."""

MARKETING = """
    buy online | buy now | buy at | buy from | buy it | shop online | shop now | shop at
    order online | order now | get it at | purchase online | free shipping | free delivery
    online shop | online shopping | online store | official site | official store
    official shop | official website | best price | best prices | low price | low prices
    great prices | at low prices | jetzt kaufen | jetzt bestellen | hier kaufen
    hier bestellen | online kaufen | online bestellen | jetzt online | gunstig
    gunstig online | bequem online | kaufen | bestellen | kauf auf rechnung
    versandkostenfrei | kostenloser versand | onlineshop | achat | acheter | achetez | vente
    livraison gratuite | pas cher | prix | comprar | compra | compralo | tienda online
    envio gratis | precio | acquista | vendita online | offerte | koop | online kopen | bestel
    gratis verzending | sklep | kup | cena | opinie | tania wysylka | cumpara | pret | koupit
    nakup | купить | цена | цены | отзывы | интернет магазин | в интернет магазине | satin al
    fiyati | en ucuz | 通販 | 公式 | 价格 | 正品 | オンライン | køp | køb | kjøp | osta | loja
    compre | kop online | kop
"""
"""How a part of a title begins that advertises and names nothing."""

BRAND_LABELS = """
    brand | brand name | marke | hersteller | marca | fabricante | marque | fabricant | merk
    fabrikant | marka | producent | brand/marka | výrobce | výrobca | značka | marcă
    producător | бренд | производитель | торговая марка | виробник | العلامة التجارية
    الماركة | מותג | יצרן | 品牌 | ブランド | メーカー | 브랜드 | 제조사 | varumärke | mærke
    merke | merkki | valmistaja | márka | gyártó | μάρκα | κατασκευαστής | thương hiệu | merek
    แบรนด์ | ยี่ห้อ | ब्रांड | manufacturer | vendor | sold by | designer | author | publisher
    label
"""
"""What stands before a colon and a brand."""

NO_BRAND = """
    n/a | na | none | null | undefined | unknown | no brand | nobrand | - | not specified
    does not apply | brand | marke | marca | marque | merk | marka | бренд | nicht zutreffend
    keine angabe | no aplica | sin marca | ohne marke | senza marca | sans marque | sem marca
    false | true | object object | не указан | без бренда | nan | default | other | others
    autre
"""
"""What stands where a brand should and is none."""
