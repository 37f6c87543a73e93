namespace Gateway.SecLang.Operators;

/// <summary><c>pm</c> and <c>pmFromFile</c>: one of many phrases stands in the value, ASCII case aside.</summary>
internal sealed class PhraseMatch(string name, PhraseSet phrases) : ByteOperator(name)
{
    /// <summary>What is sought: a shared scan of many rules takes the phrases from here.</summary>
    public PhraseSet Phrases { get; } = phrases;

    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found) => Phrases.TryFind(value, out found);
}
