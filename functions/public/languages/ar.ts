import type { PageStrings } from './page-strings.ts';

/** Arabic, written from right to left. */
export const ar: PageStrings = {
  channels: {
    EMAIL: 'البريد الإلكتروني',
    SMS: 'رسالة نصية',
    PUSH: 'إشعار على الهاتف',
    IN_APP: 'داخل التطبيق',
    WEBHOOK: 'Webhook',
  },
  categories: {
    orders: { title: 'الطلبات', description: 'تأكيدات طلباتك وآخر أخبارها.' },
    account: { title: 'حسابك', description: 'ما تحتاج إلى معرفته لاستخدام حسابك.' },
    security: { title: 'الأمان', description: 'تنبيهات تخص أمان حسابك. لا يمكن إيقافها.' },
    'one-time-codes': {
      title: 'رموز وروابط تسجيل الدخول',
      description: 'الرموز والروابط التي طلبتها للتو. لا يمكن إيقافها.',
    },
    promotions: { title: 'العروض', description: 'التنزيلات والخصومات وعروض المواسم.' },
  },
  unsubscribe: {
    title: 'إلغاء الاشتراك',
    question: (category) => `هل تريد التوقف عن تلقي «${category}»؟`,
    onlyChannel: (channel) => `بهذه الطريقة فقط: ${channel}`,
    everyChannel: 'بكل الطرق',
    button: 'إلغاء الاشتراك',
    done: {
      title: 'تم إلغاء الاشتراك',
      text: 'سجّلنا طلبك. قد يصلك ما أُرسل قبل ذلك.',
    },
    nowOff: (category) => `لن تتلقى «${category}» بعد الآن بهذه الطريقة:`,
  },
  preferences: {
    title: 'تفضيلاتك',
    intro: 'اختر ما تريد أن يصلك منا، وكيف يصلك.',
    categories: 'ما يصلك، وكيف يصلك',
    stopped: (channels) =>
      `لا نرسل إليك شيئًا بهذه الطريقة حاليًا، لأن بعض الرسائل عادت إلينا أو أُوقفت: ${channels}.`,
    alwaysSent: 'تُرسل هذه الرسائل دائمًا لأنك تحتاج إليها:',
    quietHours: 'ساعات الهدوء',
    quietHoursIntro:
      'بين هذه الأوقات ننتظر قبل أن نزعجك. أما الرسائل العاجلة، مثل تنبيهات الأمان، فتصل فورًا. لحذف فترة، ألغِ تحديد جميع أيامها.',
    quietRange: (number) => `فترة الهدوء ${number}`,
    addQuietRange: 'إضافة فترة هدوء',
    from: 'من',
    to: 'إلى',
    timeZone: 'المنطقة الزمنية',
    button: 'حفظ',
    saved: 'تم حفظ تفضيلاتك.',
    invalidQuietHours: 'لم يُحفظ شيء بعد: تحتاج فترة الهدوء إلى يوم واحد على الأقل وبداية ونهاية.',
  },
  closed: {
    forged: {
      title: 'هذا الرابط لا يعمل',
      text: 'ربما كان ناقصًا. افتحه مرة أخرى من الرسالة، أو انسخه كاملًا.',
    },
    expired: {
      title: 'هذا الرابط قديم جدًا',
      text: 'استخدم الرابط الموجود في نهاية رسالة أحدث منا.',
    },
    revoked: {
      title: 'لم يعد هذا الرابط صالحًا',
      text: 'استُبدل حفاظًا على الأمان. استخدم الرابط الموجود في نهاية رسالة أحدث منا.',
    },
    gone: {
      title: 'لا يوجد ما يمكن تغييره هنا',
      text: 'الحساب الذي يخصه هذا الرابط لم يعد موجودًا.',
    },
  },
  problems: {
    refused: {
      title: 'لم تنجح العملية',
      text: 'لم يتغير شيء. افتح الرابط من الرسالة مرة أخرى وحاول من جديد.',
    },
    failed: {
      title: 'حدث خطأ من جانبنا',
      text: 'حاول مرة أخرى بعد دقيقة. لقد أُبلغنا بالأمر.',
    },
    notFound: { title: 'لا يوجد شيء هنا', text: 'افتح الرابط من الرسالة مرة أخرى.' },
  },
};
