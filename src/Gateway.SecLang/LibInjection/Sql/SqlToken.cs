using System.Runtime.InteropServices;

namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>One token: where it stands in the value, or which phrase of the word table it became by merging.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SqlToken
{
    /// <summary>Longer text is cut: nothing that is compared is longer.</summary>
    public const int MaxLength = 31;

    public SqlKind Kind;

    /// <summary>How the string was opened; 0 when it began before the value did, or when the token is no string.</summary>
    public byte Opened;

    /// <summary>How the string was closed; 0 when it runs to the end of the value.</summary>
    public byte Closed;

    public byte Length;
    public int Start;

    /// <summary>One more than the index of the phrase in <see cref="SqlWords"/>; 0: the text is in the value.</summary>
    public int Phrase;

    public void Set(SqlKind kind, int start, int length)
    {
        Kind = kind;
        Start = start;
        Length = (byte)Math.Min(length, MaxLength);
    }

    public readonly ReadOnlySpan<byte> TextIn(ReadOnlySpan<byte> value) => Phrase > 0 ? SqlWords.Default.Text(Phrase - 1) : value.Slice(Start, Length);
}
