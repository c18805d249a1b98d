"""The words around amounts of money that say what an amount is."""

AHEAD: dict[str, str] = {
    "was": """
        was | were | rrp | msrp | srp | list price | list | original price | originally | orig
        old price | previous price | previously | before | compare at | compare at price
        typical price | lowest price in 30 days | lowest recent price | uvp
        uvp des herstellers | unverbindliche preisempfehlung | statt | vorher | bisher
        alter preis | ehemaliger preis | ursprunglich | bisheriger preis | fruher
        niedrigster preis der letzten 30 tage | 30 tage bestpreis | listenpreis
        prix conseille | prix de vente conseille | prix barre | ancien prix | avant
        au lieu de | prix d origine | antes | precio anterior | precio original | pvpr
        pvp recomendado | precio de lista | precio recomendado | prezzo precedente | prima
        prezzo originale | prezzo consigliato | prezzo di listino | anziche | invece di
        preco anterior | preco original | de por | preco de | adviesprijs | van | was nu
        oude prijs | normaal | vorige prijs | cena katalogowa | poprzednia cena
        najnizsza cena z 30 dni przed obnizka | najnizsza cena z ostatnich 30 dni
        najnizsza cena | cena sugerowana | stara cena | zamiast | pret vechi | pret recomandat
        prp | pret intreg | pret initial | pretul recomandat | puvodni cena | puvodne | drive
        bezne | doporucena cena | mo cena | povodna cena | povodne | старая цена
        прежняя цена | было | раньше | цена без скидки | ррц | eski fiyat | eski fiyati
        liste fiyati | piyasa fiyati | السعر السابق | كان | السعر الاصلي | بدلا من | מחיר קודם
        במקום | מחיר רגיל | מחיר מחירון | 原价 | 原價 | 市场价 | 市場價 | 建议零售价 | 定價
        定价 | 吊牌价 | 専門店価格 | 参考価格 | 希望小売価格 | メーカー希望小売価格 | 元値
        정상가 | 소비자가 | 기존가 | ordinarie pris | ord pris | ord | tidigare pris
        tidigare | rek pris | før | førpris | vejl pris | vejl | før pris | normalt
        veiledende pris | veil | ovh | norm | suositushinta | eredeti ar | korabbi ar
        regi ar | listaar | αρχικη τιμη | απο τιμη | π λ τ | πλτ | стара ціна | стара цена
        giá gốc | giá cũ | giá niêm yết | harga asli | prejsnja cena | stara cijena
        najniza cijena | 市價 | prix public | dni przed obnizka | days | tage | tagen | jours
        dias | giorni | dagen | zile | dni | dnu | дней | dnei | dage | dager | dagar | napban
        gun
    """,
    "save": """
        save | saved | you save | saving | savings | save up to | discount | discount of
        minus | instant savings | coupon | voucher | cashback | cash back | gift card | worth
        value | bonus | trade in | reward | rewards | earn | deduct | sie sparen | du sparst
        sparen sie | spare | sparen | gespart | ersparnis | rabatt | rabatt von | gutschein
        nachlass | sofortrabatt | abzuglich | economisez | vous economisez | economie | remise
        reduction | soit | bon d achat | cagnotte | ahorra | ahorras | te ahorras | ahorro
        descuento | rebaja | cupon | risparmi | risparmia | risparmio | sconto | buono | poupe
        poupa | economize | economia | desconto | voce economiza | cupom | bespaar
        u bespaart | je bespaart | korting | voordeel | besparing | oszczedzasz | oszczedz
        rabat | taniej o | znizka | taniej | economisesti | economiseste | reducere
        discount de | usetrite | sleva | usporite | setrite | zlava | usetris | скидка
        экономия | выгода | вы экономите | кешбэк | кэшбэк | бонус | бонусов | indirim
        kazanc | tasarruf | kupon | وفر | خصم | توفير | חיסכון | הנחה | חסכת | 节省 | 立省
        立减 | 省 | 优惠 | 優惠 | 折抵 | 現省 | 券 | 割引 | 値引 | 値引き | 引き | ポイント
        할인 | 쿠폰 | 적립 | spara | rabatten | spar | du sparer | besparelse | saasta
        alennus | megtakaritas | kedvezmeny | εκπτωση | κερδος | знижка | отстъпка
        спестявате | tiết kiệm | giảm | hemat | diskon | ประหยัด | prihranek | popust | usteda
    """,
    "unit": """
        unit price | price per unit | grundpreis | prix au kilo | prix au litre
        prix unitaire au kg | precio por unidad | precio por kg | prezzo al kg
        prezzo al litro | prezzo unitario | cena jednostkowa | cena za 1 kg | cena za 1 szt
        jednotkova cena | mernа cena | merna cena | jamforpris | jmf pris | jfr pris
        enhetspris | kilopris | literpris | egysegar | vertailuhinta | pret per kg
        pret unitar | цена за 1 кг | цена за кг | per kg | per 100g | per 100 g | per litre
        pro kg | je kg | pro liter | pro 100 g | za kg | za 1 kg
    """,
    "instalment": """
        monthly | per month | installment | installments | instalment | instalments | payments
        payments of | interest free payments | interest free payments of | instalments of
        installments of | pay in | monatlich | monatliche rate | rate | raten | monatsrate
        finanzierung | finanzierung ab | mensualites de | mensualite | fois | x fois
        par mois | cuotas de | cuotas | meses de | mensualidades de | meses sin intereses de
        pagos de | plazos de | rate da | rate di | rata | raty | rat | rata od | rat po
        splatky | splatka | splatky od | mesicne | mesacne | vezes de | parcelas de
        prestacoes de | mensais de | termijnen | per maand | rate de | rate lunare | рассрочка
        в месяц | платежей | taksit | taksitle | قسط | اقساط | תשלומים | 分期 | 分割 | 月々
        월 | 할부 | manadskostnad | delbetala | avbetalning | deposit then | klarna | afterpay
        zip
    """,
    "conditional": """
        member price | members price | members | member | members only | membership price
        with membership | club price | clubcard price | loyalty price | loyalty card price
        card price | cardholder price | with card | with coupon | after coupon | with code
        coupon price | with promo code | with voucher | pix | no pix | a vista no pix | via pix
        com pix | preco no pix | no boleto | boleto | mitgliederpreis | clubpreis | kartenpreis
        vorkasse | bei vorkasse | mit gutschein | mit code | mit coupon | prix adherent
        prix adherents | prix membre | prix membres | prix club | avec la carte | prix carte
        avec le code | precio socio | precio socios | precio club | precio con tarjeta
        con tarjeta | con cupon | con transferencia | precio transferencia | efectivo
        precio efectivo | pagando con transferencia | prezzo soci | prezzo socio
        con carta fedelta | con codice | con coupon | con il codice | preco socio | com cupom
        preco clube | ledenprijs | clubprijs | met code | z karta | cena z karta | cena klubowa
        z kodem | cena z kodem | z kuponem | s kartou | cena s kartou | klubova cena
        clenska cena | s kodem | s kuponem | pret cu card | pret club | pret card | cu cuponul
        с картой | цена с картой | по карте | цена по карте | по клубной карте | с промокодом
        по промокоду | цена для членов клуба | uye fiyati | kart fiyati | kuponla
        medlemspris | klubbpris | medlem | med kode | med kod | jasenhinta | tagi ar
        会员价 | 會員價 | 券后价 | 券後價 | 会員価格 | 会員特価 | クーポン適用後
        회원가 | 쿠폰적용가
    """,
    "extra": """
        open box | open box from | open box price | open box outlet price | refurbished from
        renewed from | pre owned from | b ware ab | reconditionne des | reacondicionado desde
        winning bid | sold for | hammer price | final bid | starting bid was | verkauft fur
        hochstgebot war | vendu pour | vendu a | vendido por | venduto per | verkocht voor
        shipping | delivery | postage | p p | shipping cost | shipping costs
        postage and packing | delivery from | shipping from | orders over | over
        orders above | spend | spend over | when you spend | minimum order | import charges
        import fees | deposit | tax | plus | protection plan | warranty | protection
        surcharge | fee | recycling fee | free shipping over | free delivery over | above
        free shipping on orders over | estimated tax | handling | versand | versandkosten
        zzgl versand | zzgl | lieferung | lieferkosten | zuzuglich | pfand
        mindestbestellwert | versandkostenfrei ab | ab einem bestellwert von | bestellwert
        livraison | frais de port | frais de livraison | livraison des | des l achat de
        eco participation | dont eco participation | dont | consigne | ecotaxe | envio
        gastos de envio | envio desde | envio gratis desde | pedidos superiores a
        a partir de compras | spedizione | spese di spedizione | consegna
        spedizione gratuita sopra | ordini superiori a | frete | portes | custos de envio
        verzendkosten | verzending | bezorgkosten | bezorging | vanaf bestelling | dostawa
        dostawa od | koszt dostawy | wysylka | przesylka | darmowa dostawa od | kaucja
        livrare | transport | cost livrare | doprava | doprava od | postovne | dorucenie
        preprava | доставка | доставка от | стоимость доставки | kargo | kargo ucreti | الشحن
        توصيل | משלוח | דמי משלוח | 运费 | 運費 | 满 | 滿 | 送料 | 配送料 | 배송비 | 배송료
        frakt | fraktkostnad | leverans | levering | fragt | porto | toimitus | toimituskulut
        szallitas | szallitasi dij | μεταφορικα | εξοδα αποστολης | phí vận chuyển | ongkir
        ค่าส่ง | postnina | dostava | including | incl | inkl | davon | thereof | under
        less than | more than | up to | unter | uber | mehr als | weniger als | bis zu
        moins de | plus de | jusqu a | menos de | mas de | hasta | meno di | piu di | fino a
        mais de | ponizej | powyzej | at least | mindestens | max | maximum | minimum | get
        costo total | total cost | gesamtbetrag | cout total | coste total | options
        optionen | offers | angebote | new from | used from | neu ab | gebraucht ab
        other sellers | sellers | options from
    """,
    "regular": """
        regular price | regular | reg | normal price | mrp | m r p | pvp | precio normal
        precio regular | precio habitual | prix normal | prix habituel | normaler preis
        normalpreis | prezzo normale | preco normal | normale prijs | retail price
        bezna cena | cena regularna | 通常価格 | 定価 | 정가 | обычная цена | normalpris
        harga normal | ราคาปกติ | redovna cijena | redna cena | norm hinta
    """,
    "gross": """
        incl vat | inc vat | including vat | inkl mwst | incl mwst | brutto | bruttopreis
        ttc | prix ttc | iva incluido | iva inclusa | iva incluso | incl btw | s dph
        cena s dph | brutto cena | cena brutto | cu tva | с ндс | kdv dahil | inkl moms
        z ddv | s pdv | sa pdv | 税込 | 税込価格 | 含税 | inc gst | incl gst
    """,
    "net": """
        excl vat | ex vat | ex tax | excl tax | excluding vat | excluding tax | net
        net price | netto | nettopreis | ohne mwst | exkl mwst | zzgl mwst | ht | prix ht
        hors taxe | hors taxes | sin iva | iva esclusa | senza iva | sem iva | excl btw
        ex btw | netto cena | cena netto | bez dph | cena bez dph | fara tva | без ндс
        kdv haric | brez ddv | bez pdv | exkl moms | ex moms | eks mva | alv 0 | 税抜 | 税別
        未税 | before tax | 本体価格 | 本体 | 税抜価格
    """,
}
"""Role → what stands before an amount of that role."""

BEHIND: dict[str, str] = {
    "was": """
        rrp | list price | uvp | msrp | rek pris | veil | vejl
    """,
    "save": """
        off | discount | cheaper | saved | less | cashback | voucher | gift card | reward
        rewards | bonus | rabatt | gespart | gunstiger | guthaben | sparen | ersparnis
        gutschein | de remise | de reduction | d economie | offerts | de descuento | de ahorro
        menos | di sconto | de desconto | de economia | korting | voordeel | taniej | rabatu
        zwrotu | mai ieftin | reducere | sleva | zlava | скидка | скидки | бонусов | баллов
        indirim | خصم | הנחה | 减 | 折 | 引き | オフ | ポイント | pt | 할인 | rabatten
        alennusta | popusta | back
    """,
    "instalment": """
        mo | mth | month | months | pm | p m | per month | a month | monthly | every month
        week | per week | wk | year | yr | per year | a year | annum | per annum | pa | monat
        monatlich | pro monat | im monat | mtl | mtl rate | jahr | pro jahr | mois | par mois
        an | par an | mes | al mes | por mes | mensuales | mensual | ao mes | mensais | mese
        al mese | mensili | anno | maand | per maand | mnd | mies | miesiac | miesiecznie | mc
        rok | mesic | mesicne | mesiac | mesacne | luna | pe luna | luni | мес | месяц
        в месяц | ay | aylik | شهر | شهريا | לחודש | 月 | 毎月 | か月 | 회 | 개월 | 월 | man
        manad | manaden | per manad | md | mdr | maned | per maned | kk | ho | honap | μηνα
        місяць | bulan | thang | เดือน | mesec | in instalments
    """,
    "conditional": """
        member price | members price | for members | for member | members only | with membership
        club price | clubcard price | with clubcard | loyalty price | nectar price | card price
        with card | with the card | with your card | with redcard | with our card
        with loyalty card | with credit card | with store card | with coupon | with a coupon
        after coupon | w coupon | with code | with the code | with promo code | using code
        with discount code | with voucher | coupon price | if you pay by | when you pay by
        when paying by | by bank transfer | with bank transfer | pix | no pix | via pix
        com pix | pelo pix | com o pix | a vista no pix | a vista com pix | a vista via pix
        a vista pelo pix | a vista no boleto | no boleto | via boleto | a vista pix
        no boleto bancario | pagando com pix | pagando no pix | com cupom | com o cupom
        usando o cupom | no cartao da loja | com cartao | com transferencia
        bei vorkasse | per vorkasse | mit vorkasse | mit gutschein | mit coupon | mit code
        mit dem code | mit gutscheincode | mit kundenkarte | mit karte | fur mitglieder
        mitgliederpreis | bei zahlung per | bei zahlung mit | avec la carte | avec carte
        avec votre carte | avec ma carte | avec le code | avec code | avec coupon
        pour les membres | pour les adherents | prix adherent | prix club | prix membre
        par virement | con tarjeta | con la tarjeta | con cupon | con el cupon | con codigo
        con el codigo | con transferencia | por transferencia | con transferencia bancaria
        pagando con | en efectivo | para socios | precio socio | con carta | con la carta
        con carta fedelta | con codice | con il codice | con coupon | con il coupon
        con buono | per i soci | prezzo soci | con bonifico | para socios | para membros
        preco socio | met code | met de code | met kortingscode | met coupon | voor leden
        ledenprijs | met klantenkaart | z karta | z kodem | z kuponem | z kodem rabatowym
        dla klubowiczow | cena klubowa | s kartou | s klubovou kartou | s kodem | s kuponem
        pro cleny | cu cardul | cu card | cu codul | cu cuponul | pentru membri
        с картой | по карте | с промокодом | по промокоду | при оплате картой | с купоном
        для членов клуба | uyelere ozel | kuponla | kodu ile | kupon ile | kart ile
        for medlemmer | med medlemskort | med kode | med kod | for medlemmar | for klubmedlemmer
        klubbpris | medlemspris | jasenille | kortilla | kodilla | kuponnal | klubkartyaval
    """,
    "extra": """
        shipping | delivery | postage | p p | shipping cost | for shipping | and over
        or more | deposit | minimum | and above | to qualify | for free shipping
        for free delivery | more for | away from | versand | versandkosten | lieferung | pfand
        bestellwert | einkaufswert | mindestbestellwert | de livraison | de frais de port
        d achat | d achats | de frais | d eco participation | de consigne | de envio
        gastos de envio | de compra | di spedizione | spese di spedizione | de frete
        de portes | verzendkosten | statiegeld | dostawa | kaucji | livrare | transport
        doprava | postovne | доставка | за доставку | kargo | للشحن | משלוח | 运费 | 運費
        以上 | 送料 | 배송비 | 이상 | frakt | i frakt | fragt
    """,
    "gross": """
        incl vat | inc vat | including vat | inkl mwst | incl mwst | mit mwst | brutto | ttc
        t t c | iva incluido | iva incl | iva inc | iva inclusa | iva incluso | con iva
        com iva | incl btw | s dph | vc dph | vcetne dph | cu tva | с ндс | kdv dahil
        inkl moms | z ddv | s pdv | sa pdv | 税込 | 含税 | inc gst | incl gst | inkl mva
    """,
    "net": """
        excl vat | ex vat | excl tax | ex tax | excluding vat | excluding tax | excl gst
        ex gst | ohne mwst | exkl mwst | zzgl mwst | zzgl gesetzlicher mwst | zzgl ust | netto
        ht | hors taxe | hors taxes | h t | sin iva | sin i v a | iva esclusa | iva escl
        sem iva | excl btw | ex btw | excl b t w | bez dph | fara tva | без ндс | kdv haric
        brez ddv | bez ddv | bez pdv | exkl moms | ex moms | ekskl moms | eks mva | ekskl mva
        alv 0 | 税抜 | 税別 | 未税 | no vat | net
    """,
}
"""Role → what stands after an amount of that role."""

FORMER = """
    was | were | previously | before | old price | previous price | statt | vorher | bisher
    alter preis | bisheriger preis | fruher | ancien prix | avant | au lieu de | antes
    precio anterior | prezzo precedente | prima | anziche | invece di | preco anterior
    oude prijs | vorige prijs | poprzednia cena | stara cena | pret vechi | puvodni cena
    puvodne | povodna cena | povodne | drive | старая цена | прежняя цена | было | раньше
    eski fiyat | eski fiyati | السعر السابق | كان | מחיר קודם | 原价 | 原價 | tidigare pris
    tidigare | førpris | før pris | for pris | regi ar | korabbi ar | стара ціна | giá cũ
"""
"""What stands before an amount that was the price once, and is not now."""

CARRIAGE = """
    delivery | shipping | postage | versand | lieferung | livraison | envio | spedizione | consegna
    frete | verzending | bezorging | dostawa | wysylka | livrare | doprava | доставка | kargo
    frakt | leverans | levering | toimitus | szallitas | الشحن | משלוח |送料 | 运费 | 運費 | 배송비
"""
"""Words that make of any amount behind them in one statement what the carriage costs."""

FREE = """
    bedava | besplatno | bezpłatnie | bezpłatny | brezplacno | darmowe | de graca | for free
    free | free of charge | gratis | gratuit | gratuita | gratuite | gratuito | ilmainen
    ingyenes | kostenlos | mien phi | nemokamai | tasuta | ucretsiz | umsonst | za darmo
    zadarmo | zdarma | δωρεαν | безкоштовно | безплатно | бесплатно | חינם | مجانا | مجاني
    मुफ़्त | मुफ्त | ฟรี | 免費 | 免费 | 無料 | 무료
    """
"""What a text says where the price is nothing."""

LABELS = """
    a | ab | actie | actual | actuel | acum | afa | agora | ahora | aktuell | aktueller | alk
    alv | amount | angebot | apenas | approx | ar | ara | as | at | attuale | avista | bara
    brutto | btw | buy | by | ca | cena | cene | ceny | chỉ | cijena | com | comprise | cost
    csak | current | da | dahil | ddv | deal | des | desde | doar | dph | ea | each | endast
    endpreis | festpreis | final | fiyat | fiyati | før | fp | fra | fran | from | gesamt
    gia | giá | gst | harga | heute | hinta | inc | incl | including | incluida | incluido
    inclus | inclusa | inclusief | inclusive | inkl | is | it | iva | jen | jetzt | just
    kaufpreis | kdv | kun | low | maintenant | moms | most | mulai | mva | mwst | nase | nasza
    nostro | notre | now | nu | nuestro | nur | nyni | od | oferta | offer | offerta | only
    onze | ora | our | partir | pdv | por | precio | precios | preco | preis | preise | pret
    pretul | preturi | prezzi | prezzo | price | prices | prijs | prijzen | pris | priset
    prix | promo | promocyjna | s | sa | sadece | sale | seulement | simdi | sis | slechts
    sold | solo | sonderpreis | special | st | starting | stuck | tax | taxes | ted | teraz
    the | today | total | ttc | tva | tylko | từ | uk | unite | unser | us | ust | vanaf | vat
    vb | vcetne | verkaufspreis | vhb | vista | voor | z | απο | με | τιμη | τωρα | φπα
    всего | від | зараз | ндс | от | с | сейчас | стоимость | цена | цены | ціна | החל | המחיר
    מ | מחיר | עכשיו | רק | الان | السعر | الضريبة | سعر | شامل | فقط | من | कीमत | मात्र
    मूल्य | ราคา | から | セール | 仅 | 价 | 价格 | 価格 | 促销价 | 價 | 優惠價 | 円 | 售价
    售價 | 特价 | 特價 | 现在 | 現在 | 税込 | 網路價 | 网路價 | 販売価格 | 起 | 가격 | 부터
    원 | 판매가
    """
"""Single words that stand beside a price and change nothing about it."""
