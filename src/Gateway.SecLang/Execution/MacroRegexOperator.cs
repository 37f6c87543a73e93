using System.Collections.Concurrent;
using System.Text;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Execution;

/// <summary>
/// <c>@rx</c> with a macro in its pattern: compiled patterns are kept by their expanded text. Where the text comes from a request, patterns would pile up:
/// past the bound the oldest set is dropped. Their automata share a small bound of their own.
/// </summary>
internal sealed class MacroRegexOperator(MacroTemplate pattern, bool global = false) : LinkOperator
{
    private const int MaxKept = 64;

    /// <summary>A longer text is no pattern that anybody wrote: it matches nothing, like one that is not valid.</summary>
    private const int MaxLength = 16 * 1024;
    private const int MaxBytes = 4 * 1024 * 1024;

    private Patterns _patterns = new();

    public override bool Matches(Transaction transaction, Text value, bool capture)
    {
        var expanded = transaction.Macros.Expand(pattern);
        if (expanded.Length > MaxLength) return false;
        var text = Encoding.Latin1.GetString(expanded);
        var patterns = Volatile.Read(ref _patterns);
        if (!patterns.Kept.TryGetValue(text, out var regex))
        {
            if (patterns.Kept.Count >= MaxKept) Volatile.Write(ref _patterns, patterns = new Patterns());
            patterns.Kept[text] = regex = Compile(text, patterns.Automata);
        }

        var bytes = transaction.Arena[value];
        if (regex is null || !regex.IsMatch(bytes)) return false;
        return !capture || (global ? Captures.TakeAll(transaction, regex, value) : Captures.Take(transaction, regex, value));
    }

    /// <summary>A pattern that is not valid matches nothing, as in ModSecurity.</summary>
    private static ByteRegex? Compile(string text, DfaBudget automata)
    {
        try
        {
            var regex = ByteRegex.Compile(Encoding.Latin1.GetBytes(text), RegexFlags.None);
            regex.Share(automata);
            return regex;
        }
        catch (PcreSyntaxException)
        {
            return null;
        }
    }

    private sealed class Patterns
    {
        public ConcurrentDictionary<string, ByteRegex?> Kept { get; } = new(StringComparer.Ordinal);

        public DfaBudget Automata { get; } = new(MaxBytes);
    }
}
