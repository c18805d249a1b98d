"""By which words shops say that something cannot be bought, by language."""

SOLD_OUT: dict[str, str] = {
    "en": """
        out of stock | not in stock | no stock | sold out | currently unavailable
        unavailable | not available | no longer available | temporarily out of stock
        temporarily unavailable | out of print | discontinued | currently not available
        this item is not available | is not available | isn t available | aren t available
        0 in stock | 0 left | 0 available | in stock 0 | available 0 | stock 0 | oos
        notify me | notify me when available | notify me when in stock
        notify me when back in stock | email me when available | email when in stock
        email me when in stock | alert me when available | let me know when it s available
        let me know when available | back in stock soon | back in stock notification
        get notified | get notified when available | get stock alert | stock alert
        when back in stock | when this item is back in stock | when it s back in stock
        when this item is available | when it becomes available | join waitlist
        join the waitlist | join the waiting list | add to waitlist | waitlist
        we don t know when or if this item will be back in stock | coming soon
        more on the way | awaiting stock | end of life | listing has ended
        this listing was ended | bidding has ended | item ended | this item is out of stock
        has sold out | sold out online | out of stock online | no longer for sale
        no longer in production | not currently available | not available for purchase
        not available to buy | not available to order | cannot be purchased
        can t be purchased | not for sale | no longer sold | no longer stocked
        not sold online | this product is sold | item has been sold | delivery not available
        unavailable online | not available online | out of season | not available for delivery
        not available for home delivery | sorry this item | will be back in stock
        email me when back in stock | when it is back in stock
        auction has ended | auction ended | auction is over | auction closed | bidding closed
        bidding is closed | ad has expired | listing has expired | listing expired
        this listing has been removed | listing is inactive | item is sold
    """,
    "de": """
        nicht auf lager | nicht vorratig | nicht verfugbar | nicht lieferbar
        derzeit nicht verfugbar | derzeit nicht lieferbar | zurzeit nicht verfugbar
        zur zeit nicht lieferbar | momentan nicht verfugbar | aktuell nicht verfugbar
        aktuell nicht lieferbar | momentan nicht lieferbar | leider nicht verfugbar
        nicht mehr verfugbar | nicht mehr lieferbar | nicht mehr erhaltlich | nicht erhaltlich
        nicht bestellbar | nicht mehr bestellbar | online nicht verfugbar
        online nicht bestellbar | online nicht erhaltlich | ausverkauft | leider ausverkauft
        vergriffen | bereits verkauft | leider verkauft | artikel verkauft | 0 auf lager
        0 verfugbar | 0 stuck verfugbar | benachrichtigen sie mich | benachrichtige mich
        benachrichtigung anfordern | benachrichtigen wenn verfugbar
        wenn verfugbar benachrichtigen | verfugbarkeitsalarm | e mail wenn verfugbar
        informieren sie mich | bald wieder da | bald verfugbar | demnachst verfugbar
        nicht vorhanden | kein bestand | nicht kaufbar | auslaufartikel nicht
        angebot beendet | verfugbarkeit unbekannt
        ob und wann dieser artikel wieder vorratig sein wird | nicht im sortiment
        wird nicht mehr hergestellt | bald wieder verfugbar | bald wieder lieferbar
        wieder verfugbar ab | wieder lieferbar ab | voraussichtlich wieder verfugbar
        voraussichtlich wieder lieferbar
        auktion beendet | auktion ist beendet | angebot beendet | angebot abgelaufen
        anzeige abgelaufen | anzeige deaktiviert | anzeige ist deaktiviert
    """,
    "fr": """
        rupture de stock | en rupture de stock | en rupture | rupture | epuise
        produit epuise | indisponible | actuellement indisponible
        temporairement indisponible | momentanement indisponible | non disponible
        n est pas disponible | n est plus disponible | plus disponible | pas disponible
        pas en stock | plus en stock | hors stock | victime de son succes | 0 en stock
        stock epuise | article epuise | me prevenir | prevenez moi | m avertir
        me prevenir de son retour | alertez moi | etre alerte | m alerter | etre averti
        avertissez moi | etre prevenu | quand disponible | quand le produit sera disponible
        bientot disponible | arrete | produit arrete | deja vendu
        reapprovisionnement en cours | bientot de retour | bientot de retour en stock
        enchere terminee | encheres terminees | vente terminee | annonce expiree
        annonce desactivee | annonce n est plus disponible
    """,
    "es": """
        agotado | agotada | producto agotado | sin stock | sin existencias | no disponible
        no esta disponible | actualmente no disponible | temporalmente no disponible
        temporalmente agotado | no hay existencias | no hay stock | fuera de stock
        fuera de existencias | descatalogado | ya no disponible | ya no esta disponible
        indisponible | stock agotado | vendido | 0 disponibles | 0 en stock | avisame
        avisame cuando | avisarme | avisenme | avisame cuando este disponible | notificarme
        notificame | avisar cuando este disponible | cuando este disponible
        cuando vuelva a estar disponible | proximamente | no se vende | articulo no disponible
        subasta finalizada | subasta terminada | publicacion finalizada | anuncio caducado
        anuncio finalizado | publicacion pausada
    """,
    "it": """
        non disponibile | esaurito | esaurita | prodotto esaurito | articolo esaurito
        attualmente non disponibile | temporaneamente non disponibile
        momentaneamente non disponibile | non e disponibile | non piu disponibile | terminato
        fuori produzione | non in magazzino | 0 disponibili | non ordinabile | avvisami
        avvisami quando disponibile | avvisami quando | quando disponibile
        quando sara disponibile | notificami | prossimamente | presto disponibile
        disponibile a breve | non acquistabile | sold out | venduto
        asta conclusa | asta terminata | inserzione scaduta | annuncio scaduto
    """,
    "pt": """
        esgotado | esgotada | produto esgotado | indisponivel | produto indisponivel
        sem stock | sem estoque | fora de estoque | fora de stock | nao disponivel
        nao esta disponivel | temporariamente indisponivel | temporariamente esgotado
        atualmente indisponivel | de momento indisponivel | 0 em stock | 0 em estoque
        avise me | avisa me | avise me quando chegar | avisar me | me avise | notificar me
        quando disponivel | quando estiver disponivel | quando houver stock | brevemente
        em breve | descontinuado | vendido | sem disponibilidade
            leilao encerrado | anuncio expirado | anuncio finalizado | anuncio pausado
    """,
    "nl": """
        uitverkocht | niet op voorraad | niet beschikbaar | niet leverbaar
        tijdelijk uitverkocht | tijdelijk niet leverbaar | tijdelijk niet op voorraad
        momenteel niet leverbaar | momenteel niet beschikbaar | niet meer leverbaar
        niet meer beschikbaar | niet voorradig | online uitverkocht | geen voorraad
        binnenkort leverbaar | mail mij | houd mij op de hoogte | mail me wanneer
        mail mij wanneer | breng mij op de hoogte | stuur mij een mail | ontvang een melding
        wanneer beschikbaar | 0 op voorraad | binnenkort beschikbaar | niet meer verkrijgbaar
        niet verkrijgbaar | verkocht | niet bestelbaar | uit assortiment
        weer leverbaar vanaf | binnenkort weer op voorraad | binnenkort weer leverbaar
        veiling gesloten | veiling afgelopen | veiling beeindigd | advertentie verlopen
    """,
    "pl": """
        niedostepny | niedostepna | niedostepne | niedostepny online | produkt niedostepny
        towar niedostepny | brak w magazynie | brak towaru | brak na stanie | brak produktu
        chwilowo niedostepny | chwilowy brak | tymczasowo niedostepny | obecnie niedostepny
        wyprzedany | wyprzedane | wyprzedano | nakladu brak | naklad wyczerpany | brak
        produkt wycofany | wycofany | sprzedany | sprzedane | 0 szt | 0 sztuk | powiadom
        powiadom mnie | powiadom o dostepnosci | powiadom mnie o dostepnosci
        powiadom gdy dostepny | gdy dostepny | gdy bedzie dostepny | nie jest dostepny
        nie dostepny | wkrotce w sprzedazy | wkrotce dostepny | zakonczono | zakonczona
        oferta zakonczona
            aukcja zakonczona | oferta zakonczona | ogloszenie nieaktualne
    """,
    "ro": """
        stoc epuizat | indisponibil | nu este in stoc | nu este disponibil | stoc 0
        fara stoc | lipsa stoc | epuizat | indisponibila | momentan indisponibil
        produs indisponibil | nu mai este disponibil | nu se afla in stoc | anunta ma
        anunta ma cand | notifica ma | alerta stoc | alerta disponibilitate
        cand revine in stoc | revine in stoc | cand este disponibil | nu e in stoc
        produsul nu este in stoc | vandut | in curand | in curs de aprovizionare
        iesit din stoc | stoc indisponibil | stoc furnizor epuizat
        """,
    "cs": """
        vyprodano | neni skladem | nedostupne | nedostupny | momentalne nedostupne
        docasne nedostupne | docasne vyprodano | neni na sklade | prodej skoncil
        prodej ukoncen | ukonceno | hlidat dostupnost | hlidat | upozornit na dostupnost
        hlidaci pes | aktualne nedostupne | aktualne vyprodano | neni dostupne
        neni k dispozici | trvale vyprodano | vyprodane | neni mozne objednat | nelze objednat
        jiz se neprodava | 0 ks | upozornit | pripravujeme | ocekavame | na dotaz
        docasne neni skladem | az bude skladem | nedodava se
        """,
    "sk": """
        vypredane | nie je skladom | nedostupne | nedostupny | momentalne nedostupne
        docasne nedostupne | momentalne vypredane | nie je na sklade | predaj ukonceny
        predaj skoncil | strazit dostupnost | strazny pes | upozornit na dostupnost
        nie je dostupne | nie je k dispozicii | aktualne nedostupne | docasne vypredane
        neda sa objednat | uz sa nepredava | 0 ks | ukonceny predaj | nie je mozne objednat
        vypredany
        """,
    "ru": """
        нет в наличии | нет на складе | отсутствует | отсутствует на складе
        товар отсутствует | закончился | товар закончился | закончилось | распродано
        товар распродан | раскупили | временно отсутствует | временно нет в наличии
        снят с продажи | снято с продажи | снят с производства | недоступен | недоступно
        не доступен | нет в продаже | товара нет | уведомить | сообщить о поступлении
        уведомить о поступлении | уведомить о наличии | сообщить о наличии
        сообщить когда появится | узнать о поступлении | ожидается | скоро в продаже
        ожидаем поступления | продано | подписаться на поступление | ожидается поступление
        нет в интернет магазине | больше не продается | скоро будет | под заказ недоступно
        продажа завершена | нет товара | уточняйте наличие
            аукцион завершен | торги завершены | лот закрыт | объявление снято
    """,
    "tr": """
        stokta yok | tukendi | tukenmistir | stoklarda yok | stok yok | stokta bulunmamaktadir
        gecici olarak tukendi | su an stokta yok | temin edilemiyor | satista degil
        mevcut degil | stokta kalmadi | gelince haber ver | gelince haber et
        stoga gelince haber ver | haber ver | fiyat gelince haber ver | haberdar et
        stokta mevcut degil | su anda mevcut degil | yakinda | urun tukendi | satisa kapali
        stoklarimizda yok | stokta 0 | 0 adet
        """,
    "ar": """
        غير متوفر | غير متاح | نفدت الكمية | نفذت الكمية | نفد من المخزون | نفذ من المخزون
        غير متوفر حاليا | غير متاح حاليا | نفدت | نفد | نفذت | نفذ | غير متوفرة | غير متاحة
        انتهت الكمية | أعلمني | أعلمني عند التوفر | أخبرني عند التوفر | أشعرني عند التوفر
        نبهني | نبهني عند التوفر | إعلامي عند التوفر | بيعت | نفاد الكمية | غير موجود
        عند توفره | قريبا | غير متوفر في المخزون | تم البيع | إشعار عند التوفر
        أبلغني عند توفره
        """,
    "he": """
        אזל מהמלאי | אזל | לא במלאי | אין במלאי | לא זמין | חסר במלאי | המלאי אזל
        לא זמין כרגע | אזל המלאי | עדכנו אותי | עדכן אותי | הודיעו לי | הודע לי
        כשיחזור למלאי | לא קיים במלאי | המוצר אזל | לא ניתן לרכישה | עדכנו אותי כשיחזור למלאי
        נגמר המלאי | נמכר | בקרוב | חזר למלאי | אינו זמין | לא זמינה | אזל מן המלאי
        """,
    "zh": """
        缺货 | 缺貨 | 无货 | 無貨 | 售罄 | 已售完 | 已售罄 | 售完 | 暂无库存 | 暫無庫存
        没有库存 | 沒有庫存 | 无库存 | 無庫存 | 暂时缺货 | 暫時缺貨 | 補貨中 | 补货中
        到货通知 | 到貨通知 | 貨到通知 | 货到通知 | 已下架 | 下架 | 不可购买 | 無法購買
        目前无货 | 目前無貨 | 不供貨 | 库存不足 | 庫存不足 | 库存0 | 庫存0 | 完售 | 已完售
        銷售一空 | 停售 | 已停售 | 停產 | 停产 | 即将上市 | 即將上市 | 敬请期待 | 敬請期待
        补货提醒 | 補貨通知 | 暫不供應 | 暂不供应 | 不可訂購 | 绝版 | 絕版 | 尚無庫存 | 已结束
        已結束 | 目前缺貨 | 熱銷一空 | 来货通知 | 當前不可售 | 暂不可售 | 搶購一空 | 没货
        """,
    "ja": """
        在庫切れ | 在庫なし | 在庫無し | 品切れ | 売り切れ | 売切れ | 売切 | 完売 | 入荷待ち
        未入荷 | 入荷未定 | 在庫がありません | 在庫はありません | 在庫はございません
        在庫がございません | 現在お取り扱いできません | お取り扱いできません | 販売終了
        取扱終了 | 取り扱い終了 | 生産終了 | 再入荷通知 | 再入荷お知らせ | 再入荷のお知らせ
        入荷お知らせ | 入荷通知 | 入荷連絡 | 販売休止 | 在庫0 | 欠品 | 終売 | 販売していません
        購入できません | 受付終了 | 注文できません | 近日発売 | 近日入荷 | 再入荷待ち
        入荷次第お知らせ | sold out | お届けできません | ご注文いただけません | 予約終了
        予約受付終了 | 再入荷リクエスト
        """,
    "ko": """
        품절 | 일시품절 | 일시 품절 | 매진 | 재고 없음 | 재고없음 | 재고가 없습니다
        재고 부족 | 재고부족 | 판매종료 | 판매 종료 | 판매중지 | 판매 중지 | 단종
        재입고 알림 | 재입고알림 | 입고 알림 | 입고알림 | 판매완료 | 판매 완료 | 구매불가
        구매 불가 | 구매할 수 없 | 재입고 예정 | 입고예정 | 입고 예정 | 출시예정 | 출시 예정
        현재 판매하지 | 솔드아웃 | 품절된 | 재입고
        """,
    "da": """
        ikke pa lager | udsolgt | midlertidigt udsolgt | ikke tilgaengelig
        ikke laengere tilgaengelig | ikke tilgaengelig online | udgaet | udgaaet
        ikke pa lager online | fa besked | giv mig besked | giv besked | ikke til salg | solgt
        0 pa lager | 0 stk pa lager | midlertidigt ikke pa lager | kan ikke bestilles
        kommer snart
        """,
    "sv": """
        slut i lager | slutsald | slutsalt | ej i lager | inte i lager | finns ej i lager
        finns inte i lager | tillfalligt slut | ej tillganglig | inte tillganglig
        ej tillganglig online | slut pa lager | utgatt | har utgatt | bevaka
        bevaka produkten | meddela mig | bevaka vara | slut online | sald | kan ej bestallas
        ej bestallningsbar | 0 i lager | slut i webblager | inte tillganglig online
        kommer snart | tillfalligt slutsald | lagersaldo 0
        """,
    "no": """
        ikke pa lager | utsolgt | midlertidig utsolgt | ikke tilgjengelig | utgatt
        gi meg beskjed | varsle meg | fa beskjed | ikke pa nettlager
        ikke tilgjengelig pa nett | utsolgt pa nett | ikke lenger tilgjengelig | 0 pa lager
        midlertidig tomt | tomt pa lager | kan ikke bestilles | kommer snart | ikke i salg
        si fra nar
        """,
    "fi": """
        ei varastossa | loppu varastosta | loppunut | loppuunmyyty | tilapaisesti loppu
        ei saatavilla | tilapaisesti loppunut | varastosta loppu | myyty loppuun
        ei saatavana | poistunut valikoimasta | poistunut | ilmoita kun | ilmoita minulle
        tilaa ilmoitus | ei tilattavissa | 0 varastossa | myyty | ei ole saatavilla
        ei ole varastossa | tulossa pian | loppu verkosta
        """,
    "hu": """
        nincs raktaron | nincs keszleten | elfogyott | nem elerheto | atmenetileg nem elerheto
        kifutott | nem rendelheto | keszlethiany | nem kaphato | jelenleg nem elerheto
        atmenetileg elfogyott | ertesitest kerek | ertesites kerese | ertesitsen | kifogyott
        megszunt | 0 db | jelenleg nincs raktaron | jelenleg nem rendelheto | mar nem kaphato
        nincs raktar | eladva | hamarosan
        """,
    "el": """
        εξαντλημενο | εξαντληθηκε | μη διαθεσιμο | δεν ειναι διαθεσιμο | εκτος αποθεματος
        προσωρινα εξαντλημενο | δεν υπαρχει διαθεσιμοτητα | μη διαθεσιμος | μη διαθεσιμη
        ειδοποιησε με | ενημερωστε με | ειδοποιηση | προσωρινα μη διαθεσιμο | εξαντλημενη
        δεν διατιθεται | καταργηθηκε | αναμενεται | ενημερωσε με | χωρις αποθεμα
        """,
    "uk": """
        немає в наявності | нема в наявності | немає на складі | закінчився | товар закінчився
        розпродано | немає у наявності | недоступний | недоступно | тимчасово відсутній
        відсутній | знято з виробництва | повідомити про наявність | повідомити
        повідомити коли з явиться | знятий з продажу | знято з продажу | продано | очікується
        закінчилось | скоро у продажу | немає в продажу | не доступний
        """,
    "vi": """
        hết hàng | tạm hết hàng | không còn hàng | ngừng kinh doanh | không có sẵn | ngừng bán
        tạm hết | đã bán hết | cháy hàng | ngừng sản xuất | báo tôi khi có hàng
        báo khi có hàng | thông báo khi có hàng | nhận thông báo khi có hàng | sắp có hàng
        hàng sắp về | sắp về hàng | không khả dụng | chưa có hàng
        """,
    "id": """
        stok habis | habis | habis terjual | tidak tersedia | stok kosong | kosong
        tidak ada stok | beri tahu saya | ingatkan saya | beritahu saya | terjual habis
        barang habis | segera hadir | tidak dijual | stok 0
        """,
    "th": """
        สินค้าหมด | หมดสต็อก | หมดสต๊อก | ไม่มีสินค้า | สินค้าหมดชั่วคราว | หมดชั่วคราว
        ไม่พร้อมจำหน่าย | แจ้งเตือนเมื่อมีสินค้า | ของหมด | ไม่มีในสต็อก | เลิกจำหน่าย
        เลิกผลิต | เร็วๆ นี้ | ขายหมดแล้ว | ไม่มีของ
        """,
    "hi": """
        स्टॉक में नहीं | आउट ऑफ स्टॉक | आउट ऑफ़ स्टॉक | उपलब्ध नहीं | स्टॉक खत्म | बिक चुका
        स्टॉक समाप्त | मुझे सूचित करें | बिक गया | अनुपलब्ध | अभी उपलब्ध नहीं है
        वर्तमान में अनुपलब्ध
        """,
    "bg": """
        няма в наличност | изчерпан | изчерпано | не е наличен | не е налично | неналичен
        изчерпана наличност | няма наличност | уведоми ме | извести ме | няма на склад
        изчерпано количество | очаквайте
        """,
    "hr": """
        nije dostupno | nedostupno | rasprodano | nije na zalihi | nema na zalihi
        nije na stanju | nema na stanju | nije na skladistu | trenutno nedostupno
        obavijesti me | obavestite me | obavijestite me | obavesti me | rasprodato
        nije raspolozivo | trenutno nije dostupno | nema na lageru | nije na lageru
        nema u ponudi
        """,
    "sl": """
        ni na zalogi | razprodano | ni na voljo | trenutno ni na zalogi | obvesti me
        ni vec na voljo | nedobavljivo | zaloga 0 | ni dobavljivo | trenutno ni na voljo
        obvestite me | ni v zalogi
        """,
    "lt": """
        neturime | isparduota | nera sandelyje | prekes neturime | siuo metu neturime
        nera prekyboje | informuoti kai atsiras
        """,
    "lv": """
        nav noliktava | nav pieejams | izpardots | nav uz vietas | prece nav pieejama
        """,
    "et": """
        ei ole laos | laost otsas | otsas | valja muudud | pole saadaval | ei ole saadaval
        pole laos | labi muudud
        """,
    "fa": """
        ناموجود | موجود نیست | اتمام موجودی | موجود شد خبرم کن | به من اطلاع بده | تمام شد
        خبرم کنید | موجود شد به من اطلاع بده
        """,
}
"""Sold out, gone, not yet there; and offers to be told when it is back."""

ASIDES = """
    not available in stores | not available in store | not available for pickup
    not available for collection | unavailable for pickup | unavailable in store
    pickup not available | pickup unavailable | pick up unavailable
    pickup currently unavailable | collection unavailable | collection not available
    not sold in stores | check availability | check stock | check store availability
    check in store availability | store availability | stock checker | find in store
    availability | see availability | view availability | in store availability
    stock availability | check availability in store | subject to availability
    while stocks last | verfugbarkeit prufen | verfugbarkeit in der filiale
    verfugbarkeit im markt | filialverfugbarkeit | nicht in der filiale verfugbar
    verfugbarkeit | nicht im markt verfugbar | solange der vorrat reicht
    voir la disponibilite | verifier la disponibilite | disponibilite
    disponibilite en magasin | indisponible en magasin | non disponible en magasin
    verifier le stock | dans la limite des stocks disponibles | ver disponibilidad
    consultar disponibilidad | disponibilidad | disponibilidad en tienda | disponibilidade
    consultar disponibilidade | disponibilidade em loja | ver disponibilidade | disponibilita
    verifica disponibilita | verifica la disponibilita | disponibilita in negozio
    beschikbaarheid | bekijk beschikbaarheid | winkelvoorraad | dostepnosc
    sprawdz dostepnosc | sprawdz dostepnosc w sklepie | disponibilitate
    verifica disponibilitatea | dostupnost | overit dostupnost | dostupnost na prodejnach
    наличие | проверить наличие | наличие в магазинах | stok durumu | 在庫状況 | 店舗在庫
    库存状态 | 재고 확인 | saatavuus | elerhetoseg | lagerstatus | available in # colours
    available in # colors | available in other colours | also available | also available in
    available colours | available colors | available sizes | available in
    more colours available | more options available | other sizes available
    financing available | available offers | gift wrap available | gift wrapping available
    klarna available | available reviews | free shipping available | discount available
    coupon available | back in stock | when available | wieder verfugbar | wieder lieferbar
    de retour en stock | retour en stock | de nuevo en stock | di nuovo disponibile
    nuovamente disponibile | weer op voorraad | weer leverbaar | vendu par
    vendu et expedie par | vendido por | vendido y enviado por | vendido e entregue por
    vendido e enviado por | venduto da | venduto e spedito da | verkocht door
    verkocht en verzonden door | vandut de | vandut si livrat de | sprzedany przez
    продано компанией | # sold | # verkauft | bereits # verkauft | # verkocht | # vendido
    # venduto | # vandut | продано # | reserve in store | click and reserve
    reserver en magasin | reservar en tienda | reserva en tienda | reserveer in winkel
    reserveren in winkel | im markt reservieren | prenota in negozio | reservar na loja
    not available for gift wrap | release date
"""
"""What speaks of something else than whether this can be bought here."""

LONE = """
    sold | verkauft | reserviert | reserved | vendu | vendue | réservé | réservée | vendido
    vendida | reservado | reservada | venduto | venduta | riservato | prenotato | verkocht
    gereserveerd | sprzedane | sprzedany | zarezerwowane | vândut | rezervat | prodáno
    rezervováno | predané | rezervované | prodano | rezervirano | såld | reserverad | solgt
    reserveret | reservert | myyty | varattu | eladva | продано | продан | забронировано
    satıldı | rezerve | πωλήθηκε | sold out | 売約済み | 売約済 | 판매완료 | 예약중
"""
"""What says so only where it stands alone: beside other words it is about something else."""
