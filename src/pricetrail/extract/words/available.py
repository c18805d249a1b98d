"""By which words shops say that something can be bought now, by language."""

AVAILABLE: dict[str, str] = {
    "en": """
        in stock | instock | available | available now | in stock online | available online
        available to ship | available for delivery | available immediately | ready to ship
        ships today | ships from | ships within | ships in # | usually ships
        usually dispatched | dispatched within | dispatched in | dispatch within
        dispatches in | order within | get it by | get it tomorrow | get it today
        delivered by | delivery by | arrives by | arrives in # | ready for dispatch
        ready for shipping | only # left | # left in stock | # left | # in stock | # available
        # items left | # remaining | last one | last few | low stock | limited stock
        limited availability | almost gone | low in stock | selling fast | in stock and ready
        more than # available | delivery in # | next day delivery | same day dispatch
        few left | hurry only # left | ready to dispatch | ready for pickup | available today
        on stock | available from stock | in store and online | estimated delivery
        home delivery available | ships same day | ships next day | ships by
        dispatched today | immediate dispatch | add to cart | add to basket | add to bag
        buy now | running low | nearly gone | in warehouse | item available | fulfilled by
        in limited stock | made to order | delivery available | dispatched from
        leaves warehouse | in stock at | available to order
    """,
    "de": """
        auf lager | vorratig | lieferbar | sofort lieferbar | sofort verfugbar | verfugbar
        online verfugbar | lagernd | ab lager | versandfertig | sofort versandfertig
        lieferzeit # | lieferung in # | lieferung bis | noch # auf lager
        nur noch # auf lager | nur noch # verfugbar | nur noch # stuck | noch # stuck
        nur noch wenige | wenige exemplare | geringer bestand | knapp | # auf lager
        # verfugbar | # stuck verfugbar | # vorratig | erhaltlich | kurzfristig lieferbar
        versand in # | versandbereit | lieferbar in # | lieferung morgen | morgen bei dir
        bald ausverkauft | auf vorrat | am lager | bestellbar | online bestellbar
        in den warenkorb | versandfertig in | sofort ab lager | lieferung zwischen
        fast ausverkauft | nur noch # artikel | wenige verfugbar | letzte verfugbare
        lieferbar innert | versand heute | lieferzeit ca # | lieferfrist #
        lieferbar ab lager | letztes stuck | abholbereit | auf bestellung lieferbar
        """,
    "fr": """
        en stock | disponible | disponible en ligne | disponible immediatement | expedie sous
        expedition sous | livre le | livraison sous | livre sous | plus que # en stock
        plus que # exemplaires | il ne reste plus que | il ne reste que | derniers articles
        derniers articles en stock | dernieres pieces | # en stock | stock limite
        expedie en # | pret a etre expedie | expedie aujourd hui | en magasin et en ligne
        quantite limitee | livraison prevue | livraison en # | stock disponible
        bientot epuise | ajouter au panier | expedition en # | en stock en ligne
        dernier article | plus que # disponibles | disponible sous # | livre chez vous
        expedie demain | disponibles | derniers exemplaires | vente en ligne
        livraison a partir | livraison estimee
        """,
    "es": """
        en stock | disponible | disponible online | disponible ahora | hay existencias
        con stock | quedan # | solo queda # | solo quedan # | ultimas unidades | ultima unidad
        # disponibles | # en stock | envio en # | entrega en # | envio inmediato
        entrega inmediata | recibelo | en existencia | disponibilidad inmediata
        stock disponible | pocas unidades | disponible en # | listo para enviar
        unidades disponibles | llega manana | llega el | llega entre | anadir al carrito
        agregar al carrito | entrega entre | stock inmediato | anadir a la cesta | disponibles
        recogida disponible | casi agotado | entrega prevista | recibelo manana | en almacen
        """,
    "it": """
        disponibile | disponibilita immediata | in magazzino | in stock | disponibile subito
        disponibile online | pronta consegna | spedito in # | spedizione in # | consegna in #
        solo # disponibili | ne rimangono # | # disponibili | ultimi pezzi | ultimi # pezzi
        ultimo pezzo | pochi pezzi | disponibilita limitata | spedizione immediata
        aggiungi al carrello | solo # rimasti | # pezzi | disponibili | consegna prevista
        quantita limitata | disponibilita buona | spedito entro
        disponibile per la spedizione | in pronta consegna | disponibile in # | consegna entro
        """,
    "pt": """
        em stock | em estoque | disponivel | disponivel online | pronta entrega
        a pronta entrega | ultimas unidades | restam # | apenas # em stock | # em stock
        # em estoque | # disponiveis | disponivel para entrega | envio imediato | entrega em #
        envio em # | stock disponivel | disponibilidade imediata | adicionar ao carrinho
        poucas unidades | ultima unidade | disponiveis | com stock | com estoque
        stock online | receba | entrega prevista | so restam | disponivel em stock
        receba em casa | expedicao em # | em armazem | estoque disponivel | adicionar ao cesto
        """,
    "nl": """
        op voorraad | beschikbaar | leverbaar | direct leverbaar | uit voorraad leverbaar
        voorradig | morgen in huis | nog # op voorraad | nog maar # op voorraad
        # op voorraad | vandaag besteld | voor # uur besteld | levertijd # | in winkelwagen
        laatste stuks | bijna uitverkocht | verzonden binnen | online op voorraad
        beperkte voorraad | snel leverbaar | levering binnen | op werkdagen voor
        bezorging in # | ruim op voorraad | verkrijgbaar | geleverd op | in mijn winkelwagen
        in winkelmand | online leverbaar | besteld morgen | leverbaar binnen
        nog # beschikbaar | binnen # werkdagen | laatste exemplaren | morgen bezorgd
        op werkdagen | overmorgen in huis
        """,
    "pl": """
        w magazynie | dostepny | dostepna | dostepne | na stanie | produkt dostepny
        dostepny od reki | wysylka w # | wysylka w ciagu | od reki | dostepny online
        ostatnie sztuki | ostatnia sztuka | zostalo # | # szt | # sztuk | w sprzedazy
        duza ilosc | srednia ilosc | mala ilosc | do koszyka | dodaj do koszyka | wysylka dzis
        wysylka jutro | wysylka # | dostawa w # | wysylamy w # | dostepnosc duza
        dostepnosc srednia | dostepnosc mala | na magazynie | jest dostepny
        dostepny w magazynie | natychmiastowa wysylka | wysylka natychmiast | zostaly #
        wysylka od reki | dostawa jutro | dostawa na jutro | dostepny w # | dostepnych
        dostawa od
        """,
    "ro": """
        in stoc | disponibil | pe stoc | stoc suficient | in stoc furnizor | livrare in #
        ultimele produse | ultimul produs | ultimele # produse | stoc limitat
        disponibil online | adauga in cos | livrare imediata | livrat in # | disponibila
        in stoc magazin | in stoc depozit | ultimele bucati | ultimele # bucati
        stoc disponibil | livrare estimata | in depozit | expediere in # | mai sunt #
        mai putin de # produse | produs in stoc | stoc magazin | in stoc online
        """,
    "cs": """
        skladem | na sklade | ihned k odeslani | k dispozici | dostupne | posledni kus
        posledni kusy | posledni # kusy | # ks | skladem # ks | do kosiku | ihned k odberu
        odesleme | expedujeme | k odeslani | dostupny | skladem u dodavatele | dodani do #
        doruceni do # | expedice do # | u dodavatele | skladem online | dorucime
        pripraveno k odeslani | vlozit do kosiku | pridat do kosiku | do # dnu | odeslani do
        ihned | muzeme dorucit | posledni # ks | skladem posledni | posledni kus skladem
        zitra u vas | do # pracovnich dnu
        """,
    "sk": """
        skladom | na sklade | ihned k odoslaniu | dostupne | k dispozicii | posledny kus
        posledne kusy | posledne # kusy | # ks | do kosika | odosielame | dostupny
        skladom # ks | expedujeme | dodanie do # | dorucenie do # | u dodavatela
        pridat do kosika | vlozit do kosika | k odoslaniu | do # dni | mozeme dorucit
        dorucime | posledne # ks | ihned | zajtra u vas
        """,
    "ru": """
        в наличии | есть в наличии | есть на складе | на складе | доступен | доступно
        доступна | в продаже | осталось # | осталась # | осталось мало | осталось несколько
        в корзину | добавить в корзину | доставим | доставка завтра | товар в наличии
        есть в продаже | много | мало | достаточно | последний товар | скоро закончится | # шт
        в наличии # шт | отгрузка | можно забрать | забрать сегодня | готов к отправке
        доставка # | доступно # | доступно к заказу | есть | заканчивается | последняя штука
        под заказ | купить | доставят | привезем | остался # | остались последние
        доставка курьером
        """,
    "tr": """
        stokta | stokta var | stoklarda | mevcut | stokta mevcut | hemen teslim
        ayni gun kargo | bugun kargoda | hizli teslimat | sepete ekle | son # urun
        son # adet | # adet | tahmini teslimat | stokta # adet | kargoya hazir
        stoktan teslim | tahmini kargoya teslim | yarin kapinda | satista | tukenmek uzere
        az stok | sinirli stok | stokta # adet var | stok var | # gun icinde kargoda
        hemen al | saat icinde kargoda
        """,
    "ar": """
        متوفر | متاح | في المخزون | متوفر في المخزون | متوفر حاليا | متبقي # | باقي #
        أضف إلى السلة | متوفرة | متاح الآن | يتبقى # | تبقى # | متبقي # فقط | موجود
        متاح للشراء | كمية محدودة | تبقى فقط # | متوفر الآن | جاهز للشحن | بقي # | اضف للسلة
        يصلك | احصل عليه | يشحن خلال | التوصيل خلال
        """,
    "he": """
        במלאי | זמין במלאי | קיים במלאי | יש במלאי | זמין | הוסף לסל | הוספה לסל | נותרו #
        נשארו # | זמין למשלוח | במלאי מוגבל | מלאי מוגבל | זמין לרכישה | יחידות אחרונות
        אספקה מיידית | זמין באתר | זמינה | מוצר במלאי | הוסף לעגלה | נשלח תוך | אספקה תוך
        """,
    "zh": """
        有货 | 有貨 | 现货 | 現貨 | 有库存 | 有庫存 | 库存充足 | 庫存充足 | 加入购物车
        加入購物車 | 立即购买 | 立即購買 | 现在有货 | 現在有貨 | 仅剩 | 僅剩 | 尚有庫存
        尚有库存 | 库存紧张 | 庫存有限 | 现有库存 | 可购买 | 可購買 | 可訂購 | 可订购
        現有庫存 | 現貨供應 | 现货供应 | 剩余# | 剩餘# | 庫存# | 库存# | 馬上買 | 放入購物車
        立即訂購 | 最後# | 小時內出貨 | 小时内发货 | 天内发货 | 天內出貨 | 次日達 | 即将售罄
        供貨中 | 尚有貨 | 货源充足 | 少量库存 | 少量庫存 | 快速到貨 | 24h到貨
        """,
    "ja": """
        在庫あり | 在庫有り | 在庫有 | 在庫僅少 | 残りわずか | 残り# | 即納 | 即日発送
        即日出荷 | 当日発送 | 翌日発送 | 翌日配送 | カートに入れる | カートに追加 | 在庫#
        在庫残り | 販売中 | 発送可能 | あす楽 | 購入可 | 残# | 営業日以内に発送 | 日以内に発送
        お届け予定 | ご注文可能 | 当日出荷 | 買い物かごに入れる | 通常配送 | 通常発送
        お届け日 | 出荷可能 | 日以内に出荷 | お届けします | 購入手続きへ | 今すぐ買う
        受注生産 | 入荷しました | 店舗在庫あり
        """,
    "ko": """
        재고 있음 | 재고있음 | 구매가능 | 구매 가능 | 장바구니 담기 | 장바구니에 담기
        바로구매 | 바로 구매 | 구매하기 | 당일발송 | 당일 발송 | 오늘출발 | 오늘 출발
        내일 도착 | 도착 예정 | 도착예정 | 재고 # | 남은 수량 | 품절임박 | 품절 임박
        배송 가능 | 판매중 | 판매 중 | #개 남음 | 개 남았 | 즉시구매 | 오늘발송 | 도착 보장
        도착보장 | 로켓배송 | 즉시 발송
        """,
    "da": """
        pa lager | tilgaengelig | fjernlager | pa fjernlager | levering # | leveringstid #
        # pa lager | # stk pa lager | laeg i kurv | laeg i kurven | fa pa lager | sendes i dag
        klar til afsendelse | leveres | kun # tilbage | online pa lager | køb nu
        pa lager online | levering i morgen | # tilbage | afsendes | snart udsolgt
        fa tilbage | til salg
        """,
    "sv": """
        i lager | finns i lager | tillganglig | webblager | i webblager | # i lager
        leveranstid # | lagg i varukorg | lagg i varukorgen | fa kvar | bara # kvar
        endast # kvar | fa i lager | lagervara | skickas inom | finns online | snart slut
        kop nu | tillganglig online | i lager online | leverans inom | bestallningsvara
        i lager for leverans | leverans # | # st i lager | skickas idag | skickas samma dag
        # kvar | sista chansen
        """,
    "no": """
        pa lager | tilgjengelig | nettlager | pa nettlager | legg i handlekurv
        legg i handlekurven | # pa lager | leveringstid # | fa igjen | kun # igjen
        sendes innen | klar til sending | kjøp na | sendes i dag | levering # | pa fjernlager
        fjernlager | fa pa lager | levering innen | snart utsolgt | # stk pa lager | til salgs
        """,
    "fi": """
        varastossa | heti varastossa | saatavilla | lisaa ostoskoriin | toimitusaika #
        heti toimitettavissa | saatavana | lahetetaan | toimitus # | vain # jaljella
        tilattavissa | verkkovarastossa | heti saatavilla | # varastossa | tilaustuote
        viimeiset kappaleet | toimitetaan | lahes loppu | # kpl | # jaljella | lisaa koriin
        lahtee heti
        """,
    "hu": """
        raktaron | keszleten | elerheto | kaphato | azonnal elviheto | szallithato | kosarba
        azonnal szallithato | utolso darab | utolso darabok | # db | # db raktaron
        raktarkeszleten | rendelheto | kulso raktaron | azonnal | van raktaron
        szallitasi ido # | kosarba teszem | azonnal atveheto | szallitas # | megrendelheto
        mar csak # db | varhato szallitas
        """,
    "el": """
        διαθεσιμο | αμεσα διαθεσιμο | σε αποθεμα | διαθεσιμη | διαθεσιμος | ετοιμοπαραδοτο
        προσθηκη στο καλαθι | σε αποθεματα | τελευταια κομματια | παραδοση σε | αμεση παραδοση
        διαθεσιμο σε # | παραδοση # | αμεσα | παραλαβη απο | αμεση παραλαβη | μονο # διαθεσιμα
        στο καλαθι | σε στοκ | διαθεσιμοτητα αμεση
        """,
    "uk": """
        в наявності | у наявності | є в наявності | на складі | доступний | доступно | в кошик
        до кошика | купити | закінчується | готовий до відправки | готово до відправки
        є на складі | є в продажу | залишилось # | залишилася # | додати в кошик
        додати до кошика | є | товар в наявності | останній товар | відправка
        """,
    "vi": """
        còn hàng | có sẵn | sẵn hàng | thêm vào giỏ | thêm vào giỏ hàng | mua ngay | chỉ còn #
        sắp hết hàng | # sản phẩm có sẵn | hàng có sẵn | còn # sản phẩm | giao hàng trong
        # có sẵn | giao ngay
        """,
    "id": """
        tersedia | stok tersedia | ada stok | ready stock | stok ready | beli sekarang
        tambah ke keranjang | sisa # | stok # | ready | stok terbatas | stok tinggal
        masukkan keranjang | tinggal # | tersedia #
        """,
    "th": """
        มีสินค้า | พร้อมส่ง | มีในสต็อก | สินค้าพร้อมส่ง | เพิ่มลงตะกร้า | เพิ่มไปยังรถเข็น
        ซื้อเลย | ซื้อสินค้า | มีของ | พร้อมจัดส่ง | มีจำหน่าย | เหลือ # | หยิบใส่ตะกร้า
        หยิบใส่รถเข็น | มีสต๊อก | มีสต็อก | ใส่ตะกร้า | พร้อมจำหน่าย
        """,
    "hi": """
        स्टॉक में है | स्टॉक में | उपलब्ध है | उपलब्ध | कार्ट में डालें | कार्ट में जोड़ें
        अभी खरीदें | केवल # बचे | खरीदें | अभी उपलब्ध
        """,
    "bg": """
        в наличност | налично | наличен | налична | на склад | добави в количката
        има наличност | в склад | последни бройки | последна бройка | купи | доставка до #
        изпращаме | над # бр | # бр
        """,
    "hr": """
        dostupno | na zalihi | na stanju | raspolozivo | dodaj u kosaricu | na skladistu
        dostupan | dodaj u korpu | isporuka # | rok isporuke # | zadnji komad | na lageru
        dostupno odmah | u kosaricu | isporuka odmah | raspoloziv | dostupno online
        posljednji komad | poslednji komadi | # kom | dostava u roku | dostupna
        """,
    "sl": """
        na zalogi | dobavljivo | na voljo | dodaj v kosarico | dobava # | takoj na voljo
        zadnji kos | v zalogi | dobavni rok # | na zalogi # kos | v kosarico | zaloga #
        omejena zaloga | dobavljivo v # | takoj dobavljivo | zadnji kosi | odprema
        """,
    "lt": """
        turime | yra sandelyje | yra prekyboje | i krepseli | sandelyje | pristatymas per
        galima isigyti | preke sandelyje
        """,
    "lv": """
        ir noliktava | pieejams | noliktava | uz vietas | ielikt groza | pievienot grozam
        ir pieejams
        """,
    "et": """
        laos | saadaval | lisa korvi | olemas | kohe saadaval | tarneaeg # | ostukorvi
        """,
    "fa": """
        موجود | موجود است | موجود در انبار | افزودن به سبد خرید | آماده ارسال | تنها # عدد
        ارسال از
        """,
}
"""In stock, can be delivered, in the cart's reach."""
