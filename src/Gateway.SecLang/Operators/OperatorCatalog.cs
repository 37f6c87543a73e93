using System.Collections.Frozen;
using System.Text;

namespace Gateway.SecLang.Operators;

/// <summary>All operators by name except rx, rxGlobal, detectSQLi and detectXSS.</summary>
internal static class OperatorCatalog
{
    private static readonly FrozenDictionary<string, Maker> ByName = new Dictionary<string, Maker>(StringComparer.OrdinalIgnoreCase)
    {
        ["beginsWith"] = static (_, _) => new(TextOperator.BeginsWith),
        ["contains"] = static (_, _) => new(TextOperator.Contains),
        ["containsWord"] = static (_, _) => new(new ContainsWord()),
        ["endsWith"] = static (_, _) => new(TextOperator.EndsWith),
        ["streq"] = static (_, _) => new(TextOperator.Equal),
        ["within"] = static (_, _) => new(TextOperator.Within),
        ["strmatch"] = static (argument, _) => new(new StrMatch(argument)),
        ["eq"] = static (_, _) => new(Comparison.Equal),
        ["ge"] = static (_, _) => new(Comparison.AtLeast),
        ["gt"] = static (_, _) => new(Comparison.Greater),
        ["le"] = static (_, _) => new(Comparison.AtMost),
        ["lt"] = static (_, _) => new(Comparison.Less),
        ["pm"] = static (argument, _) => Phrases(argument),
        ["pmf"] = static (argument, files) => PhrasesOfFile(argument, files),
        ["pmFromFile"] = static (argument, files) => PhrasesOfFile(argument, files),
        ["ipMatch"] = static (argument, _) => Addresses(argument),
        ["ipMatchF"] = static (argument, files) => AddressesOfFile(argument, files),
        ["ipMatchFromFile"] = static (argument, files) => AddressesOfFile(argument, files),
        ["validateByteRange"] = static (argument, _) => ValidateByteRange.Create(argument),
        ["validateUrlEncoding"] = static (_, _) => new(new ValidateUrlEncoding()),
        ["validateUtf8Encoding"] = static (_, _) => new(new ValidateUtf8Encoding()),
        ["verifyCC"] = static (argument, _) => VerifyNumber.Create("verifyCC", argument, CheckDigits.IsCard),
        ["verifyCPF"] = static (argument, _) => VerifyNumber.Create("verifyCPF", argument, CheckDigits.IsCpf),
        ["verifySSN"] = static (argument, _) => VerifyNumber.Create("verifySSN", argument, CheckDigits.IsSsn),
        ["verifySVNR"] = static (argument, _) => VerifyNumber.Create("verifySVNR", argument, CheckDigits.IsSvnr),
        ["unconditionalMatch"] = static (_, _) => new(FixedAnswer.Always),
        ["noMatch"] = static (_, _) => new(FixedAnswer.Never),
        ["rbl"] = static (_, _) => Outside("rbl", "no DNS list is asked"),
        ["geoLookup"] = static (_, _) => Outside("geoLookup", "there is no database of countries"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private delegate OperatorOutcome Maker(ReadOnlySpan<byte> argument, OperatorFiles files);

    /// <summary>Builds an operator; null for a name that is none of this catalogue's. Names compare without case.</summary>
    /// <param name="name">Without the at sign.</param>
    /// <param name="argument">As written in the rule, macros not yet expanded.</param>
    /// <param name="files">Where <c>pmFromFile</c> and <c>ipMatchFromFile</c> read.</param>
    public static OperatorOutcome? Create(ReadOnlySpan<byte> name, ReadOnlySpan<byte> argument, OperatorFiles files) =>
        name.Length <= 32 && ByName.TryGetValue(Encoding.Latin1.GetString(name), out var make) ? make(argument, files) : null;

    private static OperatorOutcome Outside(string name, string reason) =>
        new(new FixedAnswer(name, false), Warning: $"never matches: {reason}");

    private static OperatorOutcome Phrases(ReadOnlySpan<byte> argument)
    {
        var words = ListFile.Words(PhraseText.Read(argument));
        return words.Count == 0
            ? new(null, "found no phrase; allowed: one or more, with a space between them")
            : new(new PhraseMatch("pm", new PhraseSet(words)));
    }

    private static OperatorOutcome PhrasesOfFile(ReadOnlySpan<byte> argument, OperatorFiles files)
    {
        var lines = ListFile.Read(argument, files, out var error);
        if (lines is null) return new(null, error);
        return new(new PhraseMatch("pmFromFile", new PhraseSet(lines)), Warning: lines.Count == 0 ? "never matches: the file has no phrase" : null);
    }

    private static OperatorOutcome Addresses(ReadOnlySpan<byte> argument)
    {
        var items = new List<byte[]>();
        foreach (var range in argument.Split((byte)','))
        {
            var item = argument[range].Trim(" \t"u8);
            if (!item.IsEmpty) items.Add(item.ToArray());
        }

        return items.Count == 0 ? new(null, "found no address; allowed: addresses and networks with a comma between them") : AddressSet("ipMatch", items);
    }

    private static OperatorOutcome AddressesOfFile(ReadOnlySpan<byte> argument, OperatorFiles files)
    {
        var lines = ListFile.Read(argument, files, out var error);
        return lines is null ? new(null, error) : AddressSet("ipMatchFromFile", lines);
    }

    private static OperatorOutcome AddressSet(string name, List<byte[]> items)
    {
        var ranges = new List<(UInt128 First, UInt128 Last)>();
        foreach (var item in items)
        {
            if (!AddressRanges.TryRead(item, out var range))
                return new(null, $"found '{Encoding.Latin1.GetString(item)}'; allowed: addresses and networks such as 192.0.2.0/24 or 2001:db8::/32");
            ranges.Add(range);
        }

        return new(new AddressMatch(name, ranges));
    }
}
