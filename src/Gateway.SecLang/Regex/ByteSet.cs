using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gateway.SecLang.Regex;

/// <summary>A set of bytes as 256 bits: the alphabet of every pattern, since rules match bytes and never text.</summary>
internal readonly record struct ByteSet(ulong A, ulong B, ulong C, ulong D)
{
    public static readonly ByteSet Empty;
    public static readonly ByteSet All = new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);
    public static readonly ByteSet Digit = Range((byte)'0', (byte)'9');
    public static readonly ByteSet Lower = Range((byte)'a', (byte)'z');
    public static readonly ByteSet Upper = Range((byte)'A', (byte)'Z');
    public static readonly ByteSet Word = Digit | Lower | Upper | Of((byte)'_');
    /// <summary>PCRE since 8.34: the vertical tab is white space, too.</summary>
    public static readonly ByteSet Space = Range(9, 13) | Of(32);
    public static readonly ByteSet HorizontalSpace = Of(9) | Of(32) | Of(0xA0);
    public static readonly ByteSet VerticalSpace = Range(10, 13) | Of(0x85);
    public static readonly ByteSet NewLine = Of((byte)'\n');

    public bool IsEmpty => (A | B | C | D) == 0;

    public int Count => BitOperations.PopCount(A) + BitOperations.PopCount(B) + BitOperations.PopCount(C) + BitOperations.PopCount(D);

    public static ByteSet Of(byte value) => Range(value, value);

    public static ByteSet Of(ReadOnlySpan<byte> values)
    {
        var set = Empty;
        foreach (var value in values) set |= Of(value);
        return set;
    }

    public static ByteSet Range(byte first, byte last)
    {
        return new ByteSet(Part(0), Part(1), Part(2), Part(3));

        ulong Part(int word)
        {
            var from = Math.Max(first - (word * 64), 0);
            var to = Math.Min(last - (word * 64), 63);
            return from > to ? 0 : (ulong.MaxValue >> (63 - to)) & (ulong.MaxValue << from);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(byte value)
    {
        var word = (value & 0x80) == 0 ? ((value & 0x40) == 0 ? A : B) : ((value & 0x40) == 0 ? C : D);
        return ((word >> (value & 63)) & 1) != 0;
    }

    public bool Overlaps(ByteSet other) => ((A & other.A) | (B & other.B) | (C & other.C) | (D & other.D)) != 0;

    /// <summary>Letters in both cases: ASCII only, as PCRE without a locale folds.</summary>
    public ByteSet WithBothCases()
    {
        const ulong Letters = 0x07FFFFFE; // bits 1 to 26 of the second word: A to Z
        return this with { B = B | ((B & Letters) << 32) | ((B >> 32) & Letters) };
    }

    /// <summary>Upper-case letters replaced by lower-case ones: the alphabet of the literal scan.</summary>
    public ByteSet Folded()
    {
        const ulong Letters = 0x07FFFFFE;
        return this with { B = (B & ~Letters) | ((B & Letters) << 32) };
    }

    public static ByteSet operator |(ByteSet x, ByteSet y) => new(x.A | y.A, x.B | y.B, x.C | y.C, x.D | y.D);

    public static ByteSet operator &(ByteSet x, ByteSet y) => new(x.A & y.A, x.B & y.B, x.C & y.C, x.D & y.D);

    public static ByteSet operator ~(ByteSet x) => new(~x.A, ~x.B, ~x.C, ~x.D);

    public Enumerator GetEnumerator() => new(this);

    /// <summary>The members in ascending order, without allocation.</summary>
    public struct Enumerator(ByteSet set)
    {
        private ulong _left = set.A;
        private int _word;

        public byte Current { get; private set; }

        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (++_word > 3) return false;
                _left = _word switch { 1 => set.B, 2 => set.C, _ => set.D };
            }

            Current = (byte)((_word * 64) + BitOperations.TrailingZeroCount(_left));
            _left &= _left - 1;
            return true;
        }
    }
}
