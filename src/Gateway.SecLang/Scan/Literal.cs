using System.Runtime.InteropServices;

namespace Gateway.SecLang.Scan;

/// <summary>Up to eight bytes of folded text in one word: enough to be rare, and cheap to join and compare by the ten thousand.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Literal
{
    public const int MaxLength = 8;

    public static readonly Literal Empty = new(0, 0, 1f);

    private Literal(ulong bits, int length, float chance) => (Bits, Length, Chance) = (bits, length, chance);

    /// <summary>The text, its first byte lowest.</summary>
    public ulong Bits { get; }

    public int Length { get; }

    /// <summary>The estimated chance that it stands at some place of a value.</summary>
    public float Chance { get; }

    public byte this[int index] => (byte)(Bits >> (8 * index));

    public static Literal Of(byte folded) => new(folded, 1, (float)ByteFrequency.Of(folded));

    /// <summary>The beginning of a longer text.</summary>
    public static Literal Of(ReadOnlySpan<byte> text)
    {
        var literal = Empty;
        foreach (var value in text[..Math.Min(text.Length, MaxLength)]) literal = literal.Then(Of(Requirements.Fold(value)));
        return literal;
    }

    /// <summary>Both in a row, as much of it as there is room for.</summary>
    public Literal Then(Literal next)
    {
        if (Length == MaxLength || next.Length == 0) return this;
        if (Length == 0) return next;
        var length = Math.Min(Length + next.Length, MaxLength);
        var bits = Bits | (next.Bits << (8 * Length));
        return new Literal(bits, length, Chance * next.Chance);
    }

    public static int Compare(Literal a, Literal b) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.Bits.CompareTo(b.Bits);

    public bool Equals(Literal other) => Bits == other.Bits && Length == other.Length;

    public override int GetHashCode() => HashCode.Combine(Bits, Length);
}
