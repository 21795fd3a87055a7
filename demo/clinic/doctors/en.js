/** Each doctor in English. @type {import('./ru.js').DoctorTexts} */
export const en = {
  'sergey-lim': {
    name: 'Sergey Lim',
    speciality: 'General practitioner',
    complaint: 'Fever, cough, tiredness',
    about:
      'Begins by asking what has changed over the last month, and seldom prescribes more than three medicines at once. Looks after whole families, from five to eighty-five.',
    treats: ['colds and cough', 'high blood pressure', 'weakness and fatigue', 'certificates and referrals'],
  },
  'assel-tulegenova': {
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
  'daniyar-ospanov': {
    name: 'Daniyar Ospanov',
    speciality: 'Neurologist',
    complaint: 'Headache, back pain, a numb arm',
    about:
      'Asks patients to keep a pain diary and chooses treatment by it. Believes that half of all migraines can be eased without pills.',
    treats: ['headache and migraine', 'back or neck pain', 'dizziness', 'insomnia'],
  },
  'marina-kovalyova': {
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
  'yerzhan-kozhabekov': {
    name: 'Yerzhan Kozhabekov',
    speciality: 'Ophthalmologist',
    complaint: 'Blurred vision, red eyes',
    about:
      'Tests eyesight so that new glasses need not be made twice. Looks at the back of the eye once a year in every patient with diabetes.',
    treats: ['poor sight, near or far', 'choosing glasses', 'red or dry eyes', 'yearly eye check in diabetes'],
  },
  'gulnara-ibrayeva': {
    name: 'Gulnara Ibrayeva',
    speciality: 'Dermatologist',
    complaint: 'A rash, a mole, itching',
    about:
      'Photographs moles for your record only and compares them once a year. Chooses creams by what is in them, not by what they cost.',
    treats: ['rash and skin allergy', 'mole checks', 'acne', 'hair loss'],
  },
  'timur-akhmetzhanov': {
    name: 'Timur Akhmetzhanov',
    speciality: 'Gastroenterologist',
    complaint: 'Stomach ache, heartburn',
    about:
      'Asks about food in detail and without reproach. Suggests a gastroscopy when it will change the treatment, not just in case.',
    treats: ['heartburn and gastritis', 'stomach ache', 'bloating and heaviness', 'food intolerance'],
  },
  'dinara-zhumabek': {
    name: 'Dinara Zhumabek',
    speciality: 'Endocrinologist',
    complaint: 'Blood sugar, thyroid, weight',
    about:
      'Teaches people to live with diabetes rather than fear it, going through an ordinary day hour by hour. Half of her visits are by video.',
    treats: ['type 2 diabetes', 'thyroid', 'excess weight', 'hormone test results'],
  },
  'aigerim-satpayeva': {
    name: 'Aigerim Satpayeva',
    speciality: 'ENT specialist',
    complaint: 'Sore throat, blocked nose, earache',
    about:
      'Treats the cold that drags on for weeks and brings hearing back after ordinary earwax. Comes to terms with children.',
    treats: ['sore throat', 'runny or blocked nose', 'earache, hearing loss', 'snoring'],
  },
};
