using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Execution;

/// <summary>Puts the values of variables into text with macros. What names nothing stands for nothing.</summary>
internal sealed class MacroWriter(Transaction transaction)
{
    private const int KeptBuffer = 1024;

    /// <summary>A rule that doubles a variable for each value would otherwise end the process; the arena refuses what is longer, and says so.</summary>
    private const int MaxText = 256 * 1024 * 1024;

    private byte[] _buffer = new byte[KeptBuffer];

    /// <summary>The outcome stays good until the transaction ends; it need not be a copy.</summary>
    public ReadOnlySpan<byte> Expand(MacroTemplate template)
    {
        if (template.Constant is { } constant) return constant;
        if (template.Parts.Length == 1) return Resolve(template.Parts[0]);
        var length = 0;
        foreach (ref readonly var part in template.Parts.AsSpan())
        {
            // A variable may be as long as a body: the copy is bounded by the arena in the end.
            var bytes = Resolve(part);
            if (bytes.Length > MaxText - length) bytes = bytes[..(MaxText - length)];
            if (_buffer.Length - length < bytes.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, length + bytes.Length));
            bytes.CopyTo(_buffer.AsSpan(length));
            length += bytes.Length;
        }

        var text = transaction.Arena.Store(_buffer.AsSpan(0, length));
        if (_buffer.Length > KeptBuffer) _buffer = new byte[KeptBuffer];
        return transaction.Arena[text];
    }

    private ReadOnlySpan<byte> Resolve(in MacroPart part)
    {
        if (part.Literal is { } literal) return literal;
        if (part.Slot >= 0) return transaction.Tx[part.Slot];
        switch (part.Collection)
        {
            case Collection.Ip or Collection.Global:
                return transaction.Persistent.Get(part.Collection, part.Selector.Name);
            case Collection.Rule:
                return transaction.Current is { } rule ? rule.Describe(part.Selector.Name) : default;
            case Collection.MatchedVars or Collection.MatchedVarsNames:
                return default;
            default:
                if (Scalars.IsComputed(part.Collection)) return transaction.Arena[transaction.Scalars.Of(part.Collection)];
                var table = transaction.Values;
                var index = part.Selector.IsAll ? table.FirstOf(part.Collection) : table.Find(part.Collection, part.Selector.Name);
                return index < 0 ? default : table.ValueOf(index);
        }
    }
}
