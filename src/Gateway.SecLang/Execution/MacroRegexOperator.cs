using System.Collections.Concurrent;
using System.Text;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Execution;

/// <summary>
/// <c>@rx</c> with a macro in its pattern: compiled patterns are kept by their expanded text. Where the text comes from a request, patterns would pile up:
/// past the bound the oldest set is dropped.
/// </summary>
internal sealed class MacroRegexOperator(MacroTemplate pattern) : LinkOperator
{
    private const int MaxKept = 64;

    private readonly ConcurrentDictionary<string, ByteRegex?> _kept = new(StringComparer.Ordinal);

    public override bool Matches(Transaction transaction, Text value, bool capture)
    {
        var text = Encoding.Latin1.GetString(transaction.Macros.Expand(pattern));
        if (!_kept.TryGetValue(text, out var regex))
        {
            if (_kept.Count >= MaxKept) _kept.Clear();
            _kept[text] = regex = Compile(text);
        }

        var bytes = transaction.Arena[value];
        return regex is not null && regex.IsMatch(bytes) && (!capture || Captures.Take(transaction, regex, value));
    }

    /// <summary>A pattern that is not valid matches nothing, as in ModSecurity.</summary>
    private static ByteRegex? Compile(string text)
    {
        try
        {
            return ByteRegex.Compile(Encoding.Latin1.GetBytes(text), RegexFlags.None);
        }
        catch (PcreSyntaxException)
        {
            return null;
        }
    }
}
