namespace Gateway.Fuzz.Engine;

/// <summary>Changes an input a little, in the ways that break parsers: bits, lengths, boundaries, pieces twice or not at all.</summary>
internal sealed class Mutator(FuzzTarget target, Random random)
{
    private const int MostChanges = 6;

    private static readonly byte[] Interesting =
        [0, 1, 9, 10, 13, 31, 32, 34, 37, 44, 46, 47, 58, 59, 61, 63, 64, 91, 92, 93, 123, 125, 126, 127, 128, 0x7D, 0x7E, 0x81, 0xC0, 0xED, 0xEF, 0xF0, 0xFE, 255];

    /// <summary>A changed copy.</summary>
    /// <param name="input">What to change.</param>
    /// <param name="other">Another input, for splices.</param>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var changes = 1 + random.Next(MostChanges); changes > 0; changes--) Change(bytes, other);
        if (bytes.Count > target.MaxLength) bytes.RemoveRange(target.MaxLength, bytes.Count - target.MaxLength);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var inside = bytes.Count == 0 ? 0 : random.Next(bytes.Count);
        switch (random.Next(10))
        {
            case 0 when bytes.Count > 0:
                bytes[inside] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when bytes.Count > 0:
                bytes[inside] = Interesting[random.Next(Interesting.Length)];
                break;
            case 2:
                bytes.Insert(at, Interesting[random.Next(Interesting.Length)]);
                break;
            case 3 when bytes.Count > 0:
                bytes.RemoveRange(inside, Length(bytes.Count - inside));
                break;
            case 4 when bytes.Count > 0:
                bytes.InsertRange(at, bytes.GetRange(inside, Length(bytes.Count - inside)));
                break;
            case 5 when other.Length > 0:
                Splice(bytes, at, other);
                break;
            case 6 when bytes.Count > 0:
                bytes[inside] += (byte)(random.Next(2) * 2 - 1);
                break;
            case 7:
                bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), 1 << random.Next(8)));
                break;
            case 8 when bytes.Count > 1:
                Swap(bytes, inside, random.Next(bytes.Count));
                break;
            default:
                if (target.Dictionary.Count > 0) bytes.InsertRange(at, target.Dictionary[random.Next(target.Dictionary.Count)]);
                break;
        }
    }

    // The head of one, the tail of another: half of the time from the same place.
    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        bytes.RemoveRange(at, bytes.Count - at);
        var from = random.Next(2) == 0 ? Math.Min(at, other.Length) : random.Next(other.Length);
        bytes.AddRange(other.AsSpan(from));
    }

    private static void Swap(List<byte> bytes, int one, int two) => (bytes[one], bytes[two]) = (bytes[two], bytes[one]);

    private int Length(int most) => 1 + random.Next(Math.Min(most, 1 << random.Next(7)));
}
