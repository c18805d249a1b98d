"""By which words a page says, in its title and headings, that it is not what was asked for."""

WALLS: dict[str, str] = {
    "en": """
        robot check | bot check | are you human | are you a human | are you a robot
        robot or human | verify you are | verify you re | verify that you are
        verify your identity | verify yourself | verifying you are human | just a moment
        attention required | access denied | access to this page has been denied
        pardon our interruption | security check | security challenge | security checkpoint
        security measure | checking your browser | checking if the site connection is secure
        verifying your browser | verify your browser | unusual traffic | unusual activity
        enter the characters | complete the captcha | solve the captcha | recaptcha | hcaptcha
        press and hold | press hold | prove you are human | prove that you are human
        prove you re human | you have been blocked | you are blocked
        request unsuccessful | please enable js and disable | you are in line
        you are now in line | waiting room | virtual queue | human verification
        ddos protection | ddos guard | antibot challenge | browser check | site verification
        not a robot | 403 forbidden | access forbidden | too many requests | rate limited
        your connection needs to be verified | enable javascript and cookies to continue
        a person or a script | make sure you re not a robot | automated access | 403 error
        error 403 | request blocked | request rejected | suspicious activity | bot protection
        click the button below to continue shopping | sorry you have been blocked
        not available in your country | not available in your region
        not available in your location | unavailable in your region
        unavailable in most european countries | unavailable for legal reasons
        not accessible from your location
    """,
    "de": """
        sind sie ein mensch | sind sie ein roboter | sicherheitsuberprufung
        sicherheitsprufung | zugriff verweigert | zugriff abgelehnt | kein roboter
        bist du ein mensch | einen moment bitte | nur einen moment | ungewohnliche aktivitat
        bitte bestatigen sie dass sie kein | captcha | ungewohnlicher datenverkehr
        sie sind in der warteschlange | wartebereich | in ihrem land nicht verfugbar
        uberprufung ihres browsers | geben sie die zeichen unten ein
    """,
    "fr": """
        etes vous un humain | etes vous un robot | acces refuse | pas un robot | un instant
        acces interdit | verification de securite | vous avez ete bloque | activite inhabituelle
        file d attente | saisissez les caracteres | n est pas disponible dans votre pays
    """,
    "es": """
        acceso denegado | eres humano | eres un humano | no eres un robot | no soy un robot
        verificacion de seguridad | trafico inusual | introduce los caracteres
        sala de espera | fila virtual | has sido bloqueado | no disponible en tu pais
    """,
    "it": """
        accesso negato | non sei un robot | sei umano | verifica di sicurezza | sala d attesa
        inserisci i caratteri | un attimo | attivita insolita | coda virtuale
    """,
    "pt": """
        acesso negado | nao e um robo | nao sou um robo | verificacao de seguranca
        fila virtual | sala de espera | trafego incomum | voce e humano
    """,
    "nl": """
        toegang geweigerd | geen robot | beveiligingscontrole | een moment geduld
        bent u een mens | wachtrij | toegang ontzegd | ongebruikelijke activiteit
    """,
    "pl": """
        odmowa dostepu | dostep zabroniony | nie jestes robotem | nie jestem robotem
        kontrola bezpieczenstwa | chwileczke | poczekalnia | zablokowano dostep
    """,
    "ro": "acces refuzat | acces interzis | nu esti robot | verificare de securitate",
    "cs": "pristup odepren | nejste robot | nejsem robot | kontrola zabezpeceni | okamzik prosim",
    "sk": "pristup zamietnuty | nie ste robot | nie som robot",
    "ru": """
        доступ ограничен | доступ запрещен | не робот | подтвердите что вы | проверка браузера
        проверка безопасности | подозрительная активность | введите символы | почти готово
    """,
    "uk": "доступ обмежено | доступ заборонено | не робот",
    "tr": "erisim engellendi | erisim reddedildi | robot degil | guvenlik kontrolu | bir dakika",
    "ar": "تم رفض الوصول | الوصول مرفوض | لست روبوت | التحقق من الامان | تحقق من انك",
    "he": "הגישה נדחתה | אינך רובוט | אינני רובוט | בדיקת אבטחה | אימות אנושי",
    "zh": """
        安全验证 | 安全驗證 | 访问被拒绝 | 訪問被拒絕 | 验证码 | 驗證碼 | 人机验证 | 人機驗證
        不是机器人 | 不是機器人 | 滑动验证 | 请稍候 | 請稍候 | 访问受限 | 拒绝访问 | 身份验证
    """,
    "ja": """
        アクセスが拒否 | アクセスを拒否 | ロボットではありません | セキュリティチェック
        文字を入力してください | しばらくお待ちください | アクセスが制限 | 画像認証
    """,
    "ko": "보안 확인 | 접근이 거부 | 접속이 차단 | 로봇이 아닙니다 | 자동입력 방지",
    "sv": "atkomst nekad | inte en robot | sakerhetskontroll | ett ogonblick",
    "da": "adgang nægtet | ikke en robot | sikkerhedskontrol | et øjeblik",
    "no": "ingen tilgang | ikke en robot | sikkerhetssjekk",
    "fi": "paasy estetty | et ole robotti | en ole robotti | turvatarkistus",
    "hu": "hozzaferes megtagadva | nem vagy robot | nem vagyok robot | biztonsagi ellenorzes",
    "el": "δεν επιτρεπεται η προσβαση | δεν ειστε ρομποτ | ελεγχος ασφαλειας",
    "vi": "truy cập bị từ chối | không phải là robot | xác minh bạn",
    "th": "การเข้าถึงถูกปฏิเสธ | ไม่ใช่หุ่นยนต์ | ยืนยันว่าคุณ",
    "id": "akses ditolak | bukan robot | verifikasi keamanan",
}
"""Bot walls and refusals."""

CONSENT = """
    before you continue | before continuing | we value your privacy | cookie settings
    cookie preferences | cookie consent | privacy gate | privacy settings | your privacy choices
    privacy policy update | cookie wall | cookiewall | consent required | manage consent
    bevor sie fortfahren | bevor du fortfahrst | cookie einstellungen | ihre privatsphare
    deine privatsphare | datenschutzeinstellungen | zustimmung erforderlich
    einwilligung erforderlich | avant de continuer | avant d acceder | votre vie privee
    parametres des cookies | gestion des cookies | antes de continuar | tu privacidad
    su privacidad | configuracion de cookies | a sua privacidade | sua privacidade
    prima di continuare | la tua privacy | impostazioni dei cookie | voordat je verdergaat
    voordat u verdergaat | je privacy | uw privacy | cookie instellingen | jouw privacy
    zanim przejdziesz | twoja prywatnosc | ustawienia plikow cookie | innan du fortsatter
    inden du fortsætter | før du fortsetter | ennen kuin jatkat | mielott tovabblep
    nez budete pokracovat | vase soukromi | vase sukromie | inainte de a continua
    прежде чем продолжить | перед тем как продолжить | devam etmeden once | πριν συνεχισετε
    قبل المتابعه | לפני שממשיכים | 続行する前に | 在继续之前 | 在繼續之前 | 계속하기 전에
    trước khi tiếp tục | ก่อนดำเนินการต่อ | sebelum melanjutkan
"""
"""Walls that ask for consent before they show the page."""

NOT_FOUND: dict[str, str] = {
    "en": """
        page not found | page was not found | page cannot be found | page can not be found
        page could not be found | page can t be found | page couldn t be found
        product not found | item not found | listing not found | product was not found
        product could not be found | product cannot be found | product can t be found
        page does not exist | page doesn t exist | product does not exist
        product doesn t exist | item doesn t exist | item does not exist
        page is no longer available | product is no longer available | page isn t available
        item is no longer available | listing is no longer available | page no longer exists
        product no longer exists | item no longer exists | this page is unavailable
        no longer exists | error 404 | 404 error | 404 not found | http 404 | 404 page
        not found 404 | can t find that page | can t find the page | couldn t find that page
        couldn t find the page | can t find what you | couldn t find what you
        cannot find the page | could not find the page | can t seem to find
        couldn t find this page | could not be found | cannot be found | nothing was found
        looking for doesn t exist | looking for does not exist | looking for is not available
        looking for was not found | has been removed | listing has ended | page missing
        url was not found | resource not found | not found on this server
        this ad is no longer available | ad not found | 410 gone | lost your way
    """,
    "de": """
        nicht gefunden | existiert nicht | nicht mehr vorhanden | existiert leider nicht
        seite nicht verfugbar | artikel nicht mehr verfugbar | produkt nicht mehr verfugbar
        seite ist nicht verfugbar | anzeige nicht mehr verfugbar | nicht mehr online
        artikel ist nicht mehr verfugbar | anzeige ist nicht mehr verfugbar
        produkt ist nicht mehr verfugbar | seite gibt es nicht | fehler 404 | nicht auffindbar
        konnten die seite nicht finden | konnen die seite nicht finden
        finden die seite nicht | leider nicht finden
    """,
    "fr": """
        introuvable | n existe pas | n existe plus | page non trouvee | erreur 404
        produit non trouve | pas ete trouve | n est plus disponible sur | n a pas ete trouve
        n a pas ete trouvee | pas ete trouvee
        page inexistante | n est plus en ligne
    """,
    "es": """
        no encontrada | no encontrado | no existe | no se ha encontrado | no se encontro
        no se encuentra | no hemos encontrado | no pudimos encontrar | error 404
        no podemos encontrar | ya no existe | ya no esta disponible | no ha sido encontrado
        no ha sido encontrada
    """,
    "it": """
        non trovata | non trovato | non esiste | errore 404 | non e stata trovata
        non e stato trovato | impossibile trovare | non e piu disponibile | inesistente
    """,
    "pt": """
        nao encontrada | nao encontrado | nao existe | nao foi encontrada | erro 404
        nao foi encontrado | nao encontramos | nao foi possivel encontrar
        nao conseguimos encontrar
        pagina inexistente
    """,
    "nl": """
        niet gevonden | bestaat niet | niet meer beschikbaar | kunnen we niet vinden
        niet te vinden | foutmelding 404
    """,
    "pl": """
        nie znaleziono | nie zostala znaleziona | nie zostal znaleziony | nie istnieje
        nie mozna znalezc | nie znalezlismy | blad 404 | strony nie znaleziono
        nie ma takiej strony
    """,
    "ro": """
        nu a fost gasit | nu a fost gasita | nu exista | pagina negasita | eroare 404
        nu am gasit | nu a putut fi gasit | nu mai exista
    """,
    "cs": """
        nenalezena | nenalezen | nenalezeno | neexistuje | nebyla nalezena | nebyl nalezen
        nenasli jsme | chyba 404 | nepodarilo se najit | nelze najit
    """,
    "sk": """
        nenajdena | nenajdeny | nenajdene | neexistuje | nebola najdena | nenasli sme
        sa nenasla | sa nenasiel | chyba 404
    """,
    "ru": """
        не найден | не найдена | не найдено | не найдены | не существует | ошибка 404
        страницы нет | нет такой страницы | удалена или | больше не существует
        страница удалена | объявление снято
    """,
    "uk": "не знайдено | не знайдена | не знайдений | не існує | помилка 404",
    "tr": "bulunamadi | mevcut degil | bulunmamaktadir | hata 404 | bulamadik",
    "ar": "غير موجود | غير موجوده | لم يتم العثور | خطا 404 | الصفحه غير متوفره | لا يوجد",
    "he": "לא נמצא | לא נמצאה | אינו קיים | לא קיים | שגיאה 404 | אינו נמצא | הדף לא",
    "zh": """
        找不到 | 不存在 | 未找到 | 已下架 | 无法找到 | 無法找到 | 页面丢失 | 查無此 | 已被删除
        错误404 | 没有找到
    """,
    "ja": """
        見つかりません | 見つかりませんでした | 存在しません | 404エラー | エラー404
        ページがありません | 削除された可能性 | お探しのページは
    """,
    "ko": "찾을 수 없 | 존재하지 않 | 없는 페이지 | 없는 상품 | 페이지가 없 | 삭제된",
    "sv": "hittades inte | hittar inte | kunde inte hittas | finns inte | kan inte hitta",
    "da": "ikke fundet | findes ikke | kunne ikke findes | eksisterer ikke",
    "no": "ikke funnet | finnes ikke | fant ikke | eksisterer ikke | finner ikke",
    "fi": "ei loytynyt | ei loydy | ei ole olemassa",
    "hu": "nem talalhato | nem letezik | nem talaljuk | nem talaltuk",
    "el": "δεν βρεθηκε | δεν υπαρχει | σφαλμα 404",
    "hr": "nije pronaden | nije pronadena | ne postoji | nije nadena | greska 404",
    "sl": "ni najdena | ni bila najdena | ne obstaja | ni mogoce najti | napaka 404",
    "bg": "не е намерен | не е намерена | не съществува | грешка 404",
    "lt": "nerastas | nerasta | neegzistuoja",
    "lv": "nav atrasta | nav atrasts | neeksiste",
    "et": "ei leitud | ei leia",
    "vi": "không tìm thấy | không tồn tại",
    "th": "ไม่พบหน้า | ไม่พบสินค้า | ไม่พบ",
    "id": "tidak ditemukan | tidak tersedia lagi | halaman tidak ada",
    "hi": "नहीं मिला | नहीं मिल",
}
"""Pages that are gone."""

SEARCH = """
    search results | results for | search result | suchergebnisse | suchergebnis | ergebnisse fur
    suche nach | resultats de recherche | resultats pour | resultados de busqueda
    resultados para | resultados de la busqueda | risultati di ricerca | risultati per
    risultati della ricerca | resultados da pesquisa | resultados da busca | zoekresultaten
    resultaten voor | wyniki wyszukiwania | rezultatele cautarii | rezultate pentru
    vysledky hledani | vysledky vyhledavani | vysledky vyhladavania | результаты поиска
    arama sonuclari | نتائج البحث | תוצאות חיפוש | 搜索结果 | 搜尋結果 | 検索結果 | 검색결과
    검색 결과
    sokresultat | søgeresultater | søkeresultater | hakutulokset | keresesi eredmenyek
    αποτελεσματα αναζητησης | kết quả tìm kiếm | ผลการค้นหา | hasil pencarian
"""
"""Pages that answer a search, also one that found nothing."""
