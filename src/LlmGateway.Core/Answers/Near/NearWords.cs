namespace LlmGateway.Core.Answers.Near;

/// <summary>Words by which two questions that look alike ask different things. Of the languages most used; what is missing costs a call to a model where it makes questions differ.</summary>
internal static class NearWords
{
    /// <summary>English, German, French, Spanish, Italian; <c>n't</c> is looked for beside them.</summary>
    public static IReadOnlySet<string> Negations { get; } = Set("""
        not no never none nobody nothing neither nor without cannot except excluding unless
        nicht kein keine keinen keinem keiner keines nie niemals ohne außer
        pas jamais sans sauf aucun aucune nunca jamás ninguno ninguna excepto senza nessuno nessuna
        """);

    /// <summary>What kind of answer is asked for. "What" and "how" are not among them: either may ask the same.</summary>
    public static IReadOnlyDictionary<string, string> Asks { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["who"] = "who", ["whom"] = "who", ["whose"] = "who", ["when"] = "when", ["where"] = "where", ["why"] = "why", ["which"] = "which",
        ["wer"] = "who", ["wem"] = "who", ["wen"] = "who", ["wann"] = "when", ["wo"] = "where", ["warum"] = "why", ["wieso"] = "why", ["weshalb"] = "why",
        ["qui"] = "who", ["quand"] = "when", ["où"] = "where", ["pourquoi"] = "why", ["quién"] = "who", ["cuándo"] = "when", ["dónde"] = "where",
    };

    /// <summary>After "how": a number is asked for, and of what.</summary>
    public static IReadOnlySet<string> Measures { get; } = Set("many much long often far old big large high deep fast soon");

    /// <summary>Begin a sentence with a capital letter and name nobody.</summary>
    public static IReadOnlySet<string> Openers { get; } = Set("""
        what what's how how's who who's when where why which is are was were do does did can could should would will shall may might must has have had am
        please tell show give explain describe list name find help let the a an in on at for to of with from by as about my our your his her its their this that these those
        i i'm i'd i've we you he she it they if and or but so hi hello hey there any some all be been being
        was wie wo wer wann warum ist sind war kann können soll sollte darf der die das ein eine mein unser ich wir bitte gibt
        """);

    /// <summary>Follow a number and say of what.</summary>
    public static IReadOnlySet<string> Units { get; } = Set("""
        percent days day hours hour minutes minute seconds second weeks week months month years year dollars dollar euros euro pounds pound
        miles mile meters meter metres metre feet inches liters litres bytes times people users items
        """);

    public static IReadOnlyDictionary<string, string> Numbers { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["two"] = "2", ["three"] = "3", ["four"] = "4", ["five"] = "5", ["six"] = "6", ["seven"] = "7", ["eight"] = "8", ["nine"] = "9", ["ten"] = "10", ["eleven"] = "11", ["twelve"] = "12",
        ["twenty"] = "20", ["thirty"] = "30", ["forty"] = "40", ["fifty"] = "50", ["hundred"] = "100", ["thousand"] = "1000", ["million"] = "1000000", ["billion"] = "1000000000",
        ["zwei"] = "2", ["drei"] = "3", ["vier"] = "4", ["fünf"] = "5", ["sechs"] = "6", ["sieben"] = "7", ["acht"] = "8", ["neun"] = "9", ["zehn"] = "10",
        ["first"] = "1st", ["second"] = "2nd", ["third"] = "3rd", ["last"] = "last", ["next"] = "next", ["previous"] = "previous",
    };

    /// <summary>Each with what it is not.</summary>
    public static IReadOnlyDictionary<string, string> Opposites { get; } = Pairs("""
        up/down on/off in/out open/close opened/closed opens/closes start/stop started/stopped starts/stops begin/end begins/ends enable/disable enabled/disabled enables/disables
        allow/deny allowed/denied allows/denies allow/forbid add/remove added/removed adds/removes create/delete created/deleted creates/deletes increase/decrease increased/decreased increases/decreases
        raise/lower before/after above/below over/under more/less most/least max/min maximum/minimum highest/lowest high/low best/worst good/bad big/small large/small long/short fast/slow
        left/right top/bottom inside/outside internal/external public/private buy/sell bought/sold import/export imported/exported upload/download encrypt/decrypt lock/unlock connect/disconnect
        install/uninstall mount/unmount subscribe/unsubscribe grant/revoke send/receive sent/received read/write input/output request/response client/server push/pull win/lose pass/fail passed/failed
        true/false yes/no always/never same/different old/new hot/cold full/empty safe/unsafe possible/impossible legal/illegal valid/invalid able/unable with/without accept/reject accepted/rejected
        employer/employee buyer/seller landlord/tenant parent/child husband/wife men/women man/woman male/female mother/father son/daughter gross/net credit/debit profit/loss asset/liability
        """);

    /// <summary>Names that people also write small: parts of the world, countries, days, months, languages.</summary>
    public static IReadOnlySet<string> Names { get; } = Set("""
        europe asia africa america americas australia oceania antarctica emea apac latam eu us usa uk uae north south east west northern southern eastern western central
        afghanistan albania algeria andorra angola argentina armenia austria azerbaijan bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia botswana brazil brunei bulgaria
        cambodia cameroon canada chad chile china colombia congo croatia cuba cyprus denmark djibouti dominica ecuador egypt eritrea estonia eswatini ethiopia fiji finland france gabon gambia georgia germany
        ghana greece grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait laos latvia lebanon
        lesotho liberia libya liechtenstein lithuania luxembourg madagascar malawi malaysia maldives mali malta mauritania mauritius mexico moldova monaco mongolia montenegro morocco mozambique myanmar
        namibia nepal netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda samoa scotland senegal serbia seychelles
        singapore slovakia slovenia somalia spain sudan suriname sweden switzerland syria taiwan tajikistan tanzania thailand togo tonga tunisia turkey turkmenistan uganda ukraine uruguay uzbekistan vatican
        venezuela vietnam wales yemen zambia zimbabwe england britain korea
        london paris berlin madrid rome tokyo delhi mumbai beijing shanghai moscow sydney toronto chicago boston seattle dublin vienna zurich munich hamburg frankfurt amsterdam brussels lisbon prague warsaw
        monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december spring summer autumn winter today tomorrow yesterday
        english german french spanish italian portuguese dutch polish russian chinese japanese korean arabic hindi turkish swedish danish norwegian finnish greek hebrew
        red green blue yellow black white orange purple
        """);

    private static IReadOnlySet<string> Set(string words) => Split(words).ToHashSet(StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, string> Pairs(string pairs)
    {
        Dictionary<string, string> each = new(StringComparer.Ordinal);
        foreach (var pair in Split(pairs))
        {
            var at = pair.IndexOf('/', StringComparison.Ordinal);
            each.TryAdd(pair[..at], pair[(at + 1)..]);
            each.TryAdd(pair[(at + 1)..], pair[..at]);
        }
        return each;
    }

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
