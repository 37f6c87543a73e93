using System.Globalization;
using System.Text;

namespace Gateway.Fuzz.Engine;

/// <summary>Inputs are bytes for every target, so that all share one set of mutators; this is how they become text.</summary>
internal static class Inputs
{
    /// <summary>One character for each byte: what is read from the wire.</summary>
    public static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>UTF-8; a byte that is none becomes half of a surrogate pair, so that every string of .NET can be reached.</summary>
    public static string Wide(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) is System.Buffers.OperationStatus.Done) text.Append(rune.ToString());
            else text.Append((char)(0xD800 + (bytes[length = 0] << 3)));
            bytes = bytes[Math.Max(1, length)..];
        }

        return text.ToString();
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A random generator that depends on the input alone: where to cut it must be the same when it is run again.</summary>
    public static Random Chance(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var b in bytes) hash = (hash ^ b) * 16777619;
        return new Random((int)(hash & int.MaxValue));
    }

    /// <summary>Places to cut at: all of a short input, some of a long one.</summary>
    public static IEnumerable<int> Cuts(byte[] bytes)
    {
        if (bytes.Length <= 48) return Enumerable.Range(0, bytes.Length + 1);
        var chance = Chance(bytes);
        return Enumerable.Range(0, 24).Select(_ => chance.Next(bytes.Length + 1)).Append(0).Append(bytes.Length);
    }

    /// <summary>Printable, with everything else escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') quoted.Append(c);
            else quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return quoted.Append('"').ToString();
    }
}
