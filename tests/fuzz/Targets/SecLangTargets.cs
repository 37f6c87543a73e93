using Gateway.Fuzz.Engine;
using Gateway.SecLang;
using Gateway.SecLang.Compile;
using Gateway.SecLang.Parsing;
using Gateway.SecLang.Regex;
using Gateway.SecLang.Scan;
using Gateway.SecLang.Transforms;

namespace Gateway.Fuzz.Targets;

/// <summary>Rules as an operator writes them: directives, patterns, transformations.</summary>
internal static class SecLangTargets
{
    private static readonly Grammar Rules = new(
        ("rules", ["<rule>", "<rule>\n<rules>", "<rule>\n<rules>", "<directive>\n<rules>", "<rule>\\\n<rules>", "# <rule>\n<rules>"]),
        ("rule", ["SecRule <targets> \"<operator>\" \"id:<number>,<actions>\"", "SecRule <targets> \"<operator>\" \"<actions>\"", "SecAction \"id:<number>,<actions>\"", "SecRule <targets> \"<operator>\" \"id:<number>,<actions>,chain\"\nSecRule <targets> \"<operator>\" \"<actions>\"", "SecRule <targets> '<operator>'", "SecMarker M", "SecRule \"<targets>"]),
        ("directive", ["SecRuleEngine On", "SecDefaultAction \"phase:<digit>,<actions>\"", "SecRuleRemoveById <number>-<number>", "SecRuleUpdateTargetById <number> \"!<target>\"", "SecRuleUpdateActionById <number> \"<actions>\"", "SecRuleRemoveByTag \"<pattern>\"", "SecRequestBodyLimit <number>", "SecArgumentsLimit <number>", "SecCollectionTimeout <number>", "SecRequestBodyJsonDepthLimit <number>", "IncludeOptional none.conf", "Include none.conf", "SecUnicodeMapFile none.mapping <number>", "SecNothing x", "SecResponseBodyMimeType a/b c/d", "<IfModule x>"]),
        ("targets", ["<target>", "<target>|<targets>", "!<target>", "&<target>", "<target>,<target>", ""]),
        ("target", ["ARGS", "ARGS:a", "ARGS:/<pattern>/", "REQUEST_HEADERS:'/<pattern>/'", "TX:x", "TX:/^a_/", "XML:/*", "XML://@*", "REQUEST_URI", "MATCHED_VARS", "IP:x", "RULE:id", "REQUEST_URI:x", "NOTHING", "SESSION:a", "DURATION", "TX:1", "ARGS:%{tx.x}"]),
        ("operator", ["@rx <pattern>", "!@rx <pattern>", "<pattern>", "@pm <words>", "@contains <macro>", "@eq <number>", "@within <macro>", "@ipMatch 1.2.3.4/<number>,::/<number>", "@validateByteRange <number>-<number>,<digit>", "@detectSQLi", "@detectXSS", "@pmFromFile none.data", "@verifyCC <pattern>", "@nothing x", "@", "!@", "@rx ^<macro>$", "@unconditionalMatch", "@rxGlobal <pattern>", "@strmatch <words>"]),
        ("pattern", ["a", "(<pattern>)", "<pattern>|<pattern>", "<pattern>+", "[a-c", "(?:a", "\\\\d{<number>}", "\\d", "(?i)<pattern>", "(?<=a)<pattern>", "\\x{41}", "<pattern><pattern>", "^<pattern>$", "(a)\\1"]),
        ("words", ["a", "<words> <words>", "|41 42|", "a|4|", "\\\""]), ("macro", ["x", "%{tx.x}", "%{", "%{nothing}", "%{matched_var}a%{rule.id}", "%{args.a}"]),
        ("actions", ["<action>", "<action>,<actions>", "<action>,<actions>", "", ",", "<action>,,"]),
        ("action", ["phase:<digit>", "pass", "deny", "block", "status:<number>", "t:none", "t:lowercase", "t:nothing", "setvar:tx.x=+<macro>", "setvar:'tx.<macro>=<number>'", "setvar:!tx.x", "ctl:ruleRemoveById=<number>", "ctl:ruleRemoveTargetById=<number>;<target>", "ctl:ruleRemoveTargetByTag=a;<target>", "ctl:ruleEngine=Off", "ctl:nothing=1", "msg:'<macro>'", "logdata:'%{tx.0}", "tag:'a,b'", "severity:<digit>", "severity:CRITICAL", "skipAfter:M", "skip:<number>", "capture", "multiMatch", "chain", "initcol:ip=%{remote_addr}", "expirevar:ip.x=<number>", "redirect:<macro>", "allow:phase", "nothing", "log", "nolog", "id:<number>", "phase:request", "exec:/x"]),
        ("number", ["1", "0", "-1", "200", "2147483648", "99999999999999999999", "", "x"]), ("digit", ["1", "2", "3", "4", "5", "6", "0"]));

    private static readonly Grammar Patterns = new(
        ("case", ["<pattern>\n<value>", "<pattern>\n<value>\n<value>"]),
        ("pattern", ["a", "<piece>", "<piece><pattern>", "<piece><pattern>", "<pattern>|<pattern>", "^<pattern>", "<pattern>$", "(?i)<pattern>"]),
        ("piece", ["a", "<atom><repeat>", "<atom>", "(<pattern>)<repeat>", "(?:<pattern>)<repeat>", "(?i:<pattern>)", "(?=<pattern>)", "(?!<pattern>)", "(?<=ab)", "(?<!a)", "(?><pattern>)", "(?#x)", "\\b", "\\B", "\\1", "(", ")", "["]),
        ("atom", ["b", ".", "[a-c]", "[^ab]", "\\w", "\\W", "\\s", "\\d", "\\x41", "\\xe9", "[[:alpha:]]", "[\\s\\S]", "select", "\\.", "\\Qa+\\E", "\\v", "\\h", "\\R", "[\\w-]", "[]a]", "\\n"]),
        ("repeat", ["", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,30}", "{2,}", "*+", "{,2}", "{3,1}"]),
        ("value", ["", "a", "<text><value>", "<text><value>", "<text><value>"]), ("text", ["a", "b", "c", "A", "ab", " ", "1", "select", "SELECT", "<", ".", "_", "\u00e9"]));

    private static readonly Transformation[] AllTransformations = [.. Transformations.All.OrderBy(static t => t.Name, StringComparer.Ordinal)];

    private static readonly Grammar Texts = new(
        ("text", ["a", "<number><pieces>"]), ("number", ["!", "\"", "#", "$", "%", "&", "'", "(", ")", "*", "+", ",", "-", ".", "/", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ":", ";", "<", "=", ">", "?", "@", "A", "B", "C", "D", "E"]),
        ("pieces", ["", "<piece><pieces>", "<piece><pieces>", "<piece><pieces>"]),
        ("piece", ["a", "A", "%41", "%u0041", "%uff1c", "%", "%4", "+", "&#65;", "&#x41", "&lt;", "&amp", "&#", "&", "\\u0041", "\\x41", "\\101", "\\n", "\\", "\\41 ", "/*", "*/", "<!--", "-->", "--", "#", "../", "./", "//", "\\..\\", "'", "\"", "^", ";", ",", " ", "\t", "\n", "\0", "\u00e9", "\u4e2d", "0x41", "QUI=", "=", "==", "41", "(", "[", "]", "\u00a0"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "seclang-rules", "rules or errors, each with its place; the same without the compiler's short cuts", [typeof(RuleSet), typeof(DirectiveParser), typeof(RuleFileReader)], Rules,
            ["SecRule ARGS:a|!ARGS:b \"@rx ^a\" \"id:1,phase:2,t:none,t:lowercase,deny,capture,setvar:tx.x=+1\"", "SecAction \"id:2,phase:1,pass,nolog,setvar:tx.y=%{tx.x}\"\nSecMarker M", "SecRule TX:y \"@lt 2\" \"id:3,phase:1,pass,skipAfter:M,chain\"\nSecRule ARGS \"@pm a b\""], static b => Load(b)) with { MaxLength = 2048 },
        FuzzTarget.Of(
            "seclang-regex", "the automaton, the machine for groups with and without short cuts, and the scan agree", [typeof(PcreParser), typeof(ByteRegex)], Patterns,
            ["(a|b)+c\nabc", "^(?:a(b)?)*$\naba", "(?i)select\\s+x\nSELECT x", "(a)\\1\naa", "a{2,}(?=b)\naab"], static b => Match(b)) with { MaxLength = 192 },
        FuzzTarget.Of(
            "seclang-transformations", "within the room it asked for, the same into any buffer, and nothing where the kinds of bytes say so", [typeof(Transformation)], Texts,
            ["!a%41", "5/a/../b", "3\\u0041", "&&#65;&lt;", "/'a ^b"], static b => Transform(b)),
    ];

    private static string Load(byte[] input)
    {
        var text = Inputs.Latin(input);
        var optimized = RuleSet.Load(new RuleSetOptions { Before = text, Recommended = false, Folder = "/nowhere" });
        var plain = RuleSet.Load(new RuleSetOptions { Before = text, Recommended = false, Folder = "/nowhere", Optimized = false });
        Oracle.Same(optimized.RuleSet is null, optimized.Errors.Any(), "rules, or errors that say why not");
        Oracle.SameList([.. plain.Diagnostics.Select(static d => d.ToString())], [.. optimized.Diagnostics.Select(static d => d.ToString())], "the same is said without the short cuts");
        foreach (var said in optimized.Diagnostics) Oracle.Holds(said.Position is { File.Length: > 0, Line: >= 1, Column: >= 1 } && said.Message.Length > 0, "what is said has a place", said.ToString());
        var first = optimized.Diagnostics.Count > 0 ? optimized.Diagnostics[0].Message : "";
        return $"{Math.Min(4, optimized.RuleSet?.RuleCount ?? -1)} {string.Join(' ', first.Split(' ').Where(static w => w.All(char.IsAsciiLetter)).Take(4))}";
    }

    private static string Match(byte[] input)
    {
        var lines = Inputs.Latin(input).Split('\n');
        ByteRegex regex;
        try
        {
            regex = ByteRegex.Compile(System.Text.Encoding.Latin1.GetBytes(lines[0]));
        }
        catch (PcreSyntaxException error)
        {
            Oracle.Holds(error.Message.Length > 0, "an error says what is wrong");
            return error.Message[..Math.Min(24, error.Message.Length)];
        }

        var prefilter = Prefilter.Build([ScanItem.Of(regex)]);
        var plain = regex.IsRegular ? new PikeMachine(NfaBuilder.Build(regex.ReadSyntax())!, ByteSet.All) : null;
        var candidates = new ulong[prefilter.Words];
        var groups = new (int Start, int Length)[ByteRegex.MaxGroups];
        var outcome = $"{regex.IsRegular} {Math.Min(2, regex.Groups)}";
        foreach (var line in lines.Skip(1).Take(4))
        {
            var value = System.Text.Encoding.Latin1.GetBytes(line);
            var found = regex.IsMatch(value);
            Oracle.Same(found, regex.Match(value, groups, out var count), "a match has groups");
            prefilter.Scan(value, candidates);
            if (found) Oracle.Holds((candidates[0] & 1) != 0, "the scan rules out only what cannot match", line);
            if (plain is not null) Same(plain, value, found, groups, count, Math.Min(regex.Groups + 1, ByteRegex.MaxGroups));
            for (var i = 0; i < count; i++) Oracle.Holds(groups[i].Start < 0 || (groups[i].Length >= 0 && groups[i].Start + groups[i].Length <= value.Length), "a group lies within the value", line);
            outcome += $" {found} {count}";
        }

        return outcome;
    }

    private static void Same(PikeMachine plain, byte[] value, bool found, (int Start, int Length)[] groups, int count, int width)
    {
        var slots = new int[2 * width];
        Oracle.Same(plain.Match(value, 0, slots), found, "the automaton finds what the machine for groups finds");
        for (var i = 0; found && i < count; i++)
            Oracle.Same(slots[(2 * i) + 1] < 0 ? (-1, 0) : (slots[2 * i], slots[(2 * i) + 1] - slots[2 * i]), groups[i], "groups are those of the machine that tries every beginning");
    }

    private static string Transform(byte[] input)
    {
        if (input.Length == 0) return "";
        var transformation = AllTransformations[input[0] % AllTransformations.Length];
        var value = input.AsSpan(1);
        var room = transformation.MaxLength(value.Length);
        var (one, other) = (new byte[room], new byte[room]);
        Array.Fill(other, (byte)0xAA);
        var changed = transformation.Apply(value, one, out var written);
        Oracle.Same(changed, transformation.Apply(value, other, out var again), "the same into any buffer");
        if (changed)
        {
            Oracle.Holds(written >= 0 && written <= room, "no more than it asked room for", transformation.Name);
            Oracle.Holds(written == again && one.AsSpan(0, written).SequenceEqual(other.AsSpan(0, again)), "the same bytes into any buffer", transformation.Name);
        }

        var idle = ByteShape.TriggersOf(transformation.Name) is var triggers && triggers != ByteShape.Always && (ByteShape.Of(value) & triggers) == 0;
        if (idle) Oracle.Holds(!changed || one.AsSpan(0, written).SequenceEqual(value), "nothing changes where the kinds of bytes say so", transformation.Name);
        return $"{transformation.Name} {changed} {idle} {written.CompareTo(value.Length)}";
    }
}
