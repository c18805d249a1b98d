"""By which words shops offer to order, by language: at once, or before it is there."""

PREORDER: dict[str, str] = {
    "en": """
        pre order | preorder | pre order now | pre ordered | available for pre order
        backorder | back order | available on backorder | can be backordered
        available for backorder | backordered | back ordered | on backorder | presale | pre sale
        available to pre order | to be released | will be released on
        this item will be released | not yet released
    """,
    "de": """
        vorbestellen | vorbestellung | vorbestellbar | jetzt vorbestellen | vorverkauf
        noch nicht erschienen | erscheint am | vorbesteller | nachbestellt | wird nachbestellt
        nachlieferung | vormerken | reservierbar
        """,
    "fr": """
        precommande | precommander | pre commande | pre commander | en precommande
        disponible en precommande | prevente | precommandez | sortie prevue | a paraitre
        paraitra le
        """,
    "es": """
        preventa | reservar ahora | reserva ya | reservar | en preventa | preventa online
        pre compra | precompra | preordenar | pre orden | bajo reserva | resérvalo
        proximo lanzamiento | preorden
    """,
    "it": """
        preordine | pre ordine | preordina | prenota | prenotabile | prenota ora | pre ordina
        in prenotazione | prenotazione | preordinabile | prevendita
    """,
    "pt": """
        pre venda | pre encomenda | pre encomendar | pre reserva | reservar | pre lancamento
        em pre venda | reserve ja
        """,
    "nl": """
        pre order | pre orderen | vooruitbestellen | reserveren | nog niet verschenen
        reserveer | voorverkoop | reserveer nu | nu reserveren | binnenkort verwacht reserveer
        in backorder | nabestelling | verschijnt op
        """,
    "pl": """
        przedsprzedaz | zamow w przedsprzedazy | zamow przed premiera | zapowiedz | preorder
        w przedsprzedazy | kup w przedsprzedazy
    """,
    "ro": """
        precomanda | pre comanda | precomandati | in precomanda | lansare in
        disponibil la precomanda
        """,
    "cs": """
        predobjednat | predobjednavka | predprodej | predobjednavky | v predprodeji
        """,
    "sk": """
        predobjednat | predobjednavka | predpredaj | v predpredaji
        """,
    "ru": """
        предзаказ | предварительный заказ | оформить предзаказ | по предзаказу | предзаказать
        """,
    "tr": """
        on siparis | on siparis ver | on satis | on siparise ozel | on siparisle
        """,
    "ar": """
        طلب مسبق | الطلب المسبق | اطلب مسبقا | الحجز المسبق | حجز مسبق | احجز الآن
        اطلب الآن مسبقا
        """,
    "he": """
        הזמנה מוקדמת | מכירה מוקדמת | להזמנה מוקדמת | הזמינו מראש | הזמנה מראש
        """,
    "zh": """
        预售 | 預售 | 预订 | 預訂 | 预购 | 預購 | 预约 | 預約 | 預購中 | 接受预订
        现已接受预订 | 現已接受預訂 | 立即預購
        """,
    "ja": """
        予約受付中 | 予約する | 予約注文 | ご予約 | 予約商品 | 予約販売 | 予約可 | 予約購入
        先行予約 | 先行販売 | 予約 | 発売予定 | お取り寄せ | 取り寄せ | 取寄 | 発売前
        """,
    "ko": """
        예약판매 | 예약 판매 | 사전예약 | 사전 예약 | 예약구매 | 예약 구매 | 예약주문
        사전 주문 | 사전주문 | 예약상품 | 예약 상품 | 프리오더
        """,
    "da": """
        forudbestil | forudbestilling | forhandsbestil | forudbestil nu | kan forudbestilles
        restordre
        """,
    "sv": """
        forhandsboka | forbestall | forboka | forhandsbestall | forbestallning
        forhandsbokning | restnoterad
        """,
    "no": """
        forhandsbestill | forhandsbestilling | forhandskjøp | forhandssalg | restordre
        """,
    "fi": """
        ennakkotilaa | ennakkotilaus | ennakkotilattavissa | ennakkomyynti | ennakkovaraa
        jalkitoimitus
        """,
    "hu": """
        elorendeles | elorendelheto | eloredeles | elojegyezheto | elorendelem | elojegyzes
        elorendeleses
        """,
    "el": """
        προπαραγγελια | κατοπιν παραγγελιας | προ παραγγελια | προπωληση
        """,
    "uk": """
        передзамовлення | передзамовити | попереднє замовлення | під замовлення
        """,
    "vi": """
        đặt trước | đặt hàng trước | hàng đặt trước
        """,
    "id": """
        pre order | pesan dulu | prapesan | pra pesan
        """,
    "th": """
        สั่งจองล่วงหน้า | พรีออเดอร์ | สั่งจอง | จองล่วงหน้า
        """,
    "hi": """
        प्री ऑर्डर | प्रीऑर्डर | प्री-ऑर्डर
        """,
    "bg": """
        предварителна поръчка | предварителна продажба | поръчай предварително
        """,
    "hr": """
        prednarudzba | predbiljezba | prednarudzbe | pretprodaja | pretplata
        """,
    "sl": """
        prednarocilo | prednarocite | prednaroci | predprodaja
        """,
    "lt": """
        isankstinis uzsakymas
        """,
    "lv": """
        prieksspasutijums
        """,
    "et": """
        eeltellimus | ettetellimus
        """,
    "fa": """
        پیش خرید | پیش فروش
        """,
}
"""Can be ordered although it is not there yet."""

ADD_TO_CART: dict[str, str] = {
    "en": """
        add to cart | add to basket | add to bag | add to trolley | add to my bag
        add to my cart | buy now | buy it now | add to shopping bag | add to shopping cart
        order now | buy | purchase | add | add to order | shop now | place order | checkout
        add item | buy with 1 click | buy online | add to box | add # to cart
        add # to basket | place bid | subscribe now | choose options | buy this | get it now
        add both to cart | pick up today | add to shopping basket | add item to cart
        """,
    "de": """
        in den warenkorb | in den einkaufswagen | jetzt kaufen | in den warenkorb legen
        kaufen | bestellen | jetzt bestellen | zum warenkorb hinzufugen | sofort kaufen
        in die einkaufstasche | warenkorb hinzufugen | hinzufugen | in einkaufswagen
        in den korb | in warenkorb | online bestellen | in den warenkorb hinzufugen
        """,
    "fr": """
        ajouter au panier | acheter | acheter maintenant | ajouter | commander | je commande
        achat express | mettre au panier | ajouter a mon panier | ajouter au sac
        achat immediat | j achete
        """,
    "es": """
        anadir al carrito | agregar al carrito | anadir a la cesta | comprar | comprar ahora
        anadir | agregar | comprar ya | anadir a la bolsa | agregar a la bolsa
        agregar al carro | anadir al carro | agregar a carrito | lo quiero | compralo ya
        """,
    "it": """
        aggiungi al carrello | acquista | acquista ora | compra ora | compra | aggiungi
        compralo subito | aggiungi alla borsa | ordina ora | ordina | metti nel carrello
        compra subito
        """,
    "pt": """
        adicionar ao carrinho | comprar | comprar agora | adicionar ao cesto
        adicionar a sacola | adicionar | colocar no carrinho | por no cesto
        adicionar ao saco | comprar ja | colocar na sacola | adicionar na sacola
        """,
    "nl": """
        in winkelwagen | in winkelmandje | toevoegen aan winkelwagen | bestellen | kopen
        nu kopen | in winkelmand | voeg toe aan winkelwagen | in mijn winkelwagen | bestel nu
        in mandje | toevoegen aan winkelmandje | bestel | koop nu | toevoegen aan tas
        toevoegen | in mijn winkelmandje | voeg toe
        """,
    "pl": """
        do koszyka | dodaj do koszyka | kup teraz | kup | kup i zaplac | zamow | kupuje
        do kosza | dodaj | kup online | zamawiam
        """,
    "ro": """
        adauga in cos | cumpara | cumpara acum | comanda | adauga | comanda acum | in cos
        cumpara online
        """,
    "cs": """
        do kosiku | vlozit do kosiku | pridat do kosiku | koupit | objednat | koupit ihned
        koupit nyni | vlozit
        """,
    "sk": """
        do kosika | vlozit do kosika | pridat do kosika | kupit | objednat | kupit ihned
        vlozit | kupit teraz
        """,
    "ru": """
        в корзину | добавить в корзину | купить | купить сейчас | заказать | купить в 1 клик
        положить в корзину | добавить | оформить заказ | купить в один клик | в корзину за
        """,
    "tr": """
        sepete ekle | satin al | hemen al | sepete at | simdi al | siparis ver | sepete
        """,
    "ar": """
        أضف إلى السلة | أضف للسلة | اشتر الآن | اشتري الآن | شراء الآن | أضف إلى عربة التسوق
        إضافة إلى السلة | أضف لسلة التسوق | إضافة للسلة | أضف إلى حقيبة التسوق | اطلب الآن
        شراء | أضف الى العربة | إضافة إلى عربة التسوق
        """,
    "he": """
        הוסף לסל | הוספה לסל | קנה עכשיו | הוסף לעגלה | לרכישה | הוסיפו לסל | הוספה לעגלה
        קנו עכשיו | הוסף לסל הקניות | הזמן עכשיו | קניה מהירה
        """,
    "zh": """
        加入购物车 | 加入購物車 | 立即购买 | 立即購買 | 放入购物车 | 放入購物車 | 直接購買
        马上购买 | 馬上買 | 购买 | 購買 | 加购 | 立即下单 | 加入购物袋 | 加入購物袋
        加入购物篮 | 立即訂購 | 直接結帳 | 現在就買 | 馬上購買
        """,
    "ja": """
        カートに入れる | カートに追加 | 今すぐ買う | 買い物かごに入れる | 購入する
        かごに入れる | 今すぐ購入 | 購入手続きへ | カートへ入れる | ショッピングカートに入れる
        購入 | 注文する | カートに追加する | バッグに入れる | カゴに入れる | ご購入手続きへ
        ショッピングバッグに追加 | 買い物カゴに入れる
        """,
    "ko": """
        장바구니 | 장바구니 담기 | 장바구니에 담기 | 바로구매 | 바로 구매 | 구매하기 | 구매
        지금 구매 | 즉시구매 | 주문하기 | 쇼핑백에 담기 | 쇼핑백 담기
        """,
    "da": """
        laeg i kurv | laeg i kurven | køb | køb nu | tilføj til kurv | bestil
        tilføj til kurven | laeg i indkøbskurv
        """,
    "sv": """
        lagg i varukorg | lagg i varukorgen | kop | kop nu | bestall | lagg till
        lagg i kundvagn | handla | lagg i kundvagnen
        """,
    "no": """
        legg i handlekurv | legg i handlekurven | kjøp | kjøp na | bestill | legg i handlevogn
        legg i kurv | legg i handleposen
        """,
    "fi": """
        lisaa ostoskoriin | osta | osta nyt | tilaa | lisaa koriin | lisaa ostoskassiin
        ostoskoriin | koriin
        """,
    "hu": """
        kosarba | kosarba teszem | kosarba rakom | megveszem | vasarlas | megrendelem
        kosarhoz ad | kosarba helyezem | megrendeles
        """,
    "el": """
        προσθηκη στο καλαθι | αγορα | αγορα τωρα | στο καλαθι | αγορασε το | βαλε στο καλαθι
        αγορασε τωρα | αγορασε
        """,
    "uk": """
        в кошик | до кошика | купити | додати в кошик | додати до кошика | замовити
        купити зараз | купити в один клік | у кошик
        """,
    "vi": """
        thêm vào giỏ hàng | thêm vào giỏ | mua ngay | mua hàng | đặt mua | cho vào giỏ hàng
        chọn mua | đặt hàng ngay | đặt hàng
        """,
    "id": """
        beli sekarang | tambah ke keranjang | masukkan keranjang | beli
        tambahkan ke keranjang | beli langsung | keranjang | pesan sekarang
        """,
    "th": """
        เพิ่มลงตะกร้า | ซื้อเลย | หยิบใส่ตะกร้า | เพิ่มลงในตะกร้า | ซื้อสินค้า | สั่งซื้อ
        เพิ่มในรถเข็น | เพิ่มไปยังรถเข็น | ใส่ตะกร้า | ซื้อ | หยิบลงตะกร้า | เพิ่มไปยังตะกร้า
        เพิ่มลงในรถเข็น | เพิ่มลงรถเข็น | ใส่รถเข็น | หยิบใส่รถเข็น | เพิ่มในตะกร้า
        """,
    "hi": """
        कार्ट में डालें | कार्ट में जोड़ें | अभी खरीदें | खरीदें | टोकरी में डालें
        """,
    "bg": """
        добави в количката | купи | купи сега | поръчай | в количката | добави
        """,
    "hr": """
        dodaj u kosaricu | u kosaricu | kupi | kupi odmah | dodaj u korpu | u korpu | naruci
        kupi sada | stavi u kosaricu
        """,
    "sl": """
        dodaj v kosarico | v kosarico | kupi | naroci | kupi zdaj | dodaj v voziccek
        v vozicek | kupi takoj
        """,
    "lt": """
        i krepseli | pirkti | ideti i krepseli
        """,
    "lv": """
        ielikt groza | pirkt | pievienot grozam | ievietot groza
        """,
    "et": """
        lisa korvi | lisa ostukorvi | osta
        """,
    "fa": """
        افزودن به سبد خرید | خرید | افزودن به سبد | خرید کنید
        """,
}
"""What a button says that puts the product into the cart."""
