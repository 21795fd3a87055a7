/**
 * The clinic's doctors, invented. `days` are weekdays, 0 is Sunday; `from` and `to` are full hours.
 * @typedef {'ru' | 'kk' | 'en'} Language
 * @typedef {{ name: string, speciality: string, complaint: string, about: string, treats: readonly string[] }} About
 * @typedef {{ slug: string, city: 'almaty' | 'astana', room: number, days: readonly number[], from: number, to: number,
 *   years: number, price: number, video: boolean, speaks: readonly Language[] } & Record<Language, About>} Doctor
 */

/** @type {readonly Doctor[]} */
export const doctors = [
  {
    slug: 'sergey-lim',
    city: 'almaty',
    room: 101,
    days: [1, 2, 3, 4, 5],
    from: 8,
    to: 16,
    years: 24,
    price: 12000,
    video: true,
    speaks: ['ru', 'en'],
    ru: {
      name: 'Сергей Лим',
      speciality: 'Терапевт',
      complaint: 'Температура, кашель, усталость',
      about:
        'Начинает с вопроса, что изменилось за последний месяц, и редко назначает больше трёх лекарств сразу. Ведёт семьи, в которых пациенту и пять, и восемьдесят пять.',
      treats: ['простуда и кашель', 'высокое давление', 'слабость и усталость', 'справка и направление к специалисту'],
    },
    kk: {
      name: 'Сергей Лим',
      speciality: 'Терапевт',
      complaint: 'Қызу, жөтел, шаршау',
      about:
        'Әңгімені соңғы айда не өзгергенін сұраудан бастайды, бірден үштен көп дәрі тағайындамауға тырысады. Бес жасарынан сексен бес жасарына дейін бүкіл отбасын қарайды.',
      treats: ['суық тию және жөтел', 'жоғары қан қысымы', 'әлсіздік пен шаршау', 'анықтама және маманға жолдама'],
    },
    en: {
      name: 'Sergey Lim',
      speciality: 'General practitioner',
      complaint: 'Fever, cough, tiredness',
      about:
        'Begins by asking what has changed over the last month, and seldom prescribes more than three medicines at once. Looks after whole families, from five to eighty-five.',
      treats: ['colds and cough', 'high blood pressure', 'weakness and fatigue', 'certificates and referrals'],
    },
  },
  {
    slug: 'assel-tulegenova',
    city: 'almaty',
    room: 204,
    days: [1, 3, 5, 6],
    from: 10,
    to: 18,
    years: 17,
    price: 16000,
    video: false,
    speaks: ['ru', 'kk', 'en'],
    ru: {
      name: 'Асель Тулегенова',
      speciality: 'Кардиолог',
      complaint: 'Боль в груди, перебои, отёки',
      about:
        'Показывает кардиограмму пациенту и объясняет её по клеткам. Следит за теми, кто перенёс инфаркт, и за теми, кто хочет его избежать.',
      treats: ['болит сердце, давит в груди', 'аритмия и сердцебиение', 'гипертония', 'отёки и одышка'],
    },
    kk: {
      name: 'Әсел Төлегенова',
      speciality: 'Кардиолог',
      complaint: 'Кеуде ауыруы, жүрек соғуы, ісіну',
      about:
        'Кардиограмманы науқасқа көрсетіп, тор көз сайын түсіндіреді. Инфаркт өткергендерді де, одан сақтанғысы келетіндерді де бақылайды.',
      treats: ['жүрек ауырады, кеуде қысылады', 'аритмия және жүрек қағу', 'гипертония', 'ісіну мен ентігу'],
    },
    en: {
      name: 'Assel Tulegenova',
      speciality: 'Cardiologist',
      complaint: 'Chest pain, palpitations, swelling',
      about:
        'Turns the cardiogram towards the patient and explains it square by square. Follows those who have had a heart attack and those who mean to avoid one.',
      treats: [
        'heart pain, tight chest',
        'arrhythmia and palpitations',
        'high blood pressure',
        'swelling and breathlessness',
      ],
    },
  },
  {
    slug: 'daniyar-ospanov',
    city: 'astana',
    room: 12,
    days: [1, 2, 4, 5, 6],
    from: 9,
    to: 17,
    years: 14,
    price: 15000,
    video: false,
    speaks: ['ru', 'kk'],
    ru: {
      name: 'Данияр Оспанов',
      speciality: 'Невролог',
      complaint: 'Болит голова, спина, немеет рука',
      about:
        'Просит вести дневник боли и по нему подбирает лечение. Считает, что половину мигреней можно облегчить без таблеток.',
      treats: ['головная боль и мигрень', 'болит спина или шея', 'головокружение', 'бессонница'],
    },
    kk: {
      name: 'Данияр Оспанов',
      speciality: 'Невролог',
      complaint: 'Бас, арқа ауырады, қол ұйиды',
      about:
        'Ауру күнделігін жүргізуді сұрап, емді соған қарап таңдайды. Бас сақинасының жартысын дәрісіз жеңілдетуге болады деп санайды.',
      treats: ['бас ауруы және бас сақинасы', 'арқа немесе мойын ауырады', 'бас айналу', 'ұйқысыздық'],
    },
    en: {
      name: 'Daniyar Ospanov',
      speciality: 'Neurologist',
      complaint: 'Headache, back pain, a numb arm',
      about:
        'Asks patients to keep a pain diary and chooses treatment by it. Believes that half of all migraines can be eased without pills.',
      treats: ['headache and migraine', 'back or neck pain', 'dizziness', 'insomnia'],
    },
  },
  {
    slug: 'marina-kovalyova',
    city: 'almaty',
    room: 103,
    days: [0, 3, 4, 5, 6],
    from: 9,
    to: 15,
    years: 21,
    price: 13000,
    video: false,
    speaks: ['ru', 'en'],
    ru: {
      name: 'Марина Ковалёва',
      speciality: 'Педиатр',
      complaint: 'Заболел ребёнок, пора на осмотр',
      about:
        'Сначала знакомится с ребёнком, потом с его горлом. Родителям оставляет записку: когда сбивать температуру, а когда просто обнять.',
      treats: [
        'ребёнок кашляет, температура',
        'осмотр перед школой и садом',
        'прививки по календарю',
        'плохой аппетит',
      ],
    },
    kk: {
      name: 'Марина Ковалёва',
      speciality: 'Педиатр',
      complaint: 'Бала ауырды, тексерілу керек',
      about:
        'Алдымен баламен, содан кейін ғана оның тамағымен танысады. Ата-анаға жазба қалдырады: қызуды қашан түсіру керек, қашан жай ғана құшақтау керек.',
      treats: [
        'бала жөтеледі, қызуы бар',
        'мектеп пен балабақша алдындағы тексеру',
        'күнтізбе бойынша екпелер',
        'тәбеттің нашарлығы',
      ],
    },
    en: {
      name: 'Marina Kovalyova',
      speciality: 'Paediatrician',
      complaint: 'A sick child, a check-up',
      about:
        'Gets to know the child first and the throat afterwards. Leaves parents a note: when to bring the fever down, and when a hug will do.',
      treats: [
        'a child with cough or fever',
        'check-ups before school and nursery',
        'vaccinations by the calendar',
        'poor appetite',
      ],
    },
  },
  {
    slug: 'yerzhan-kozhabekov',
    city: 'astana',
    room: 15,
    days: [2, 3, 4, 6],
    from: 9,
    to: 16,
    years: 19,
    price: 14000,
    video: false,
    speaks: ['ru', 'kk'],
    ru: {
      name: 'Ержан Кожабеков',
      speciality: 'Офтальмолог',
      complaint: 'Туман перед глазами, краснота',
      about:
        'Проверяет зрение так, чтобы новые очки не пришлось переделывать. Каждый год смотрит глазное дно у всех пациентов с диабетом.',
      treats: [
        'плохо вижу вдаль или вблизи',
        'подбор очков',
        'красные, сухие глаза',
        'проверка глазного дна при диабете',
      ],
    },
    kk: {
      name: 'Ержан Қожабеков',
      speciality: 'Офтальмолог',
      complaint: 'Көз алды тұманданады, қызарады',
      about:
        'Жаңа көзілдірікті қайта жасатпайтындай етіп көру қабілетін тексереді. Диабеті бар барлық науқастың көз түбін жыл сайын қарайды.',
      treats: [
        'алысты немесе жақынды нашар көремін',
        'көзілдірік таңдау',
        'көз қызаруы мен құрғауы',
        'диабет кезінде көз түбін тексеру',
      ],
    },
    en: {
      name: 'Yerzhan Kozhabekov',
      speciality: 'Ophthalmologist',
      complaint: 'Blurred vision, red eyes',
      about:
        'Tests eyesight so that new glasses need not be made twice. Looks at the back of the eye once a year in every patient with diabetes.',
      treats: ['poor sight, near or far', 'choosing glasses', 'red or dry eyes', 'yearly eye check in diabetes'],
    },
  },
  {
    slug: 'gulnara-ibrayeva',
    city: 'almaty',
    room: 207,
    days: [1, 2, 4],
    from: 12,
    to: 20,
    years: 11,
    price: 14000,
    video: false,
    speaks: ['ru', 'kk', 'en'],
    ru: {
      name: 'Гульнара Ибраева',
      speciality: 'Дерматолог',
      complaint: 'Сыпь, родинка, чешется кожа',
      about:
        'Фотографирует родинки только для вашей карты и сравнивает их раз в год. Кремы назначает по составу, а не по цене.',
      treats: ['сыпь и аллергия на коже', 'проверка родинок', 'акне', 'выпадают волосы'],
    },
    kk: {
      name: 'Гүлнар Ыбыраева',
      speciality: 'Дерматолог',
      complaint: 'Бөртпе, мең, тері қышиды',
      about:
        'Меңдерді науқас картасы үшін ғана суретке түсіріп, жылына бір рет салыстырады. Жақпамайды бағасына емес, құрамына қарап тағайындайды.',
      treats: ['бөртпе және тері аллергиясы', 'меңдерді тексеру', 'безеу', 'шаш түседі'],
    },
    en: {
      name: 'Gulnara Ibrayeva',
      speciality: 'Dermatologist',
      complaint: 'A rash, a mole, itching',
      about:
        'Photographs moles for your record only and compares them once a year. Chooses creams by what is in them, not by what they cost.',
      treats: ['rash and skin allergy', 'mole checks', 'acne', 'hair loss'],
    },
  },
  {
    slug: 'timur-akhmetzhanov',
    city: 'almaty',
    room: 209,
    days: [2, 4, 5, 6],
    from: 9,
    to: 15,
    years: 16,
    price: 15000,
    video: false,
    speaks: ['ru', 'kk'],
    ru: {
      name: 'Тимур Ахметжанов',
      speciality: 'Гастроэнтеролог',
      complaint: 'Болит живот, изжога, тяжесть',
      about:
        'Расспрашивает о еде подробно и без упрёков. Гастроскопию предлагает, когда она меняет лечение, а не на всякий случай.',
      treats: ['изжога и гастрит', 'болит живот', 'вздутие и тяжесть', 'пищевая непереносимость'],
    },
    kk: {
      name: 'Тимур Ахметжанов',
      speciality: 'Гастроэнтеролог',
      complaint: 'Іш ауырады, қыжыл, ауырлық',
      about:
        'Тамақтануды егжей-тегжейлі, бірақ кінәламай сұрайды. Гастроскопияны қалай болса солай емес, емді өзгертетін кезде ғана ұсынады.',
      treats: ['қыжыл және гастрит', 'іш ауырады', 'іш кебу мен ауырлық', 'тағам көтере алмау'],
    },
    en: {
      name: 'Timur Akhmetzhanov',
      speciality: 'Gastroenterologist',
      complaint: 'Stomach ache, heartburn',
      about:
        'Asks about food in detail and without reproach. Suggests a gastroscopy when it will change the treatment, not just in case.',
      treats: ['heartburn and gastritis', 'stomach ache', 'bloating and heaviness', 'food intolerance'],
    },
  },
  {
    slug: 'dinara-zhumabek',
    city: 'astana',
    room: 9,
    days: [1, 2, 3, 4, 5],
    from: 10,
    to: 18,
    years: 13,
    price: 15000,
    video: true,
    speaks: ['ru', 'kk', 'en'],
    ru: {
      name: 'Динара Жумабек',
      speciality: 'Эндокринолог',
      complaint: 'Сахар, щитовидная железа, вес',
      about:
        'Учит жить с диабетом, а не бояться его: разбирает с пациентом его обычный день по часам. Половину приёмов ведёт по видео.',
      treats: ['сахарный диабет 2 типа', 'щитовидная железа', 'лишний вес', 'разбор анализов на гормоны'],
    },
    kk: {
      name: 'Динара Жұмабек',
      speciality: 'Эндокринолог',
      complaint: 'Қант, қалқанша без, салмақ',
      about:
        'Диабеттен қорықпай, онымен өмір сүруге үйретеді: науқастың әдеттегі күнін сағаттап талдайды. Қабылдауларының жартысын бейнебайланыспен өткізеді.',
      treats: ['2 типті қант диабеті', 'қалқанша без', 'артық салмақ', 'гормон талдауларын түсіндіру'],
    },
    en: {
      name: 'Dinara Zhumabek',
      speciality: 'Endocrinologist',
      complaint: 'Blood sugar, thyroid, weight',
      about:
        'Teaches people to live with diabetes rather than fear it, going through an ordinary day hour by hour. Half of her visits are by video.',
      treats: ['type 2 diabetes', 'thyroid', 'excess weight', 'hormone test results'],
    },
  },
  {
    slug: 'aigerim-satpayeva',
    city: 'astana',
    room: 11,
    days: [1, 3, 5, 6],
    from: 9,
    to: 15,
    years: 8,
    price: 13000,
    video: false,
    speaks: ['ru', 'kk'],
    ru: {
      name: 'Айгерим Сатпаева',
      speciality: 'Оториноларинголог',
      complaint: 'Горло, заложен нос, болит ухо',
      about:
        'Лечит насморк, который тянется неделями, и возвращает слух после обычной серной пробки. С детьми договаривается.',
      treats: ['болит горло', 'насморк и заложенный нос', 'болит ухо, плохо слышу', 'храп'],
    },
    kk: {
      name: 'Айгерім Сәтбаева',
      speciality: 'Оториноларинголог',
      complaint: 'Тамақ, мұрын бітуі, құлақ ауыруы',
      about:
        'Апталап созылған тұмауды емдейді, құлақ құлығы бітегенде есту қабілетін қайтарады. Балалармен тіл табыса алады.',
      treats: ['тамақ ауырады', 'тұмау және мұрын бітуі', 'құлақ ауырады, нашар естимін', 'қорылдау'],
    },
    en: {
      name: 'Aigerim Satpayeva',
      speciality: 'ENT specialist',
      complaint: 'Sore throat, blocked nose, earache',
      about:
        'Treats the cold that drags on for weeks and brings hearing back after ordinary earwax. Comes to terms with children.',
      treats: ['sore throat', 'runny or blocked nose', 'earache, hearing loss', 'snoring'],
    },
  },
];
