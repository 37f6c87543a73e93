namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 3492.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int MinThreshold = 1;
    private const int MaxThreshold = 26;

    /// <summary>Decodes a label without its prefix.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<int> points, out int count)
    {
        count = 0;
        var delimiter = text.LastIndexOf((byte)'-');
        for (var i = 0; i < delimiter; i++) points[count++] = text[i];
        text = text[(delimiter + 1)..];
        if (text.IsEmpty) return false;
        long point = 128;
        long index = 0;
        var bias = 72;
        var first = true;
        while (!text.IsEmpty)
        {
            var before = index;
            long weight = 1;
            for (var k = Base; ; k += Base)
            {
                if (text.IsEmpty) return false;
                var digit = Digit(text[0]);
                text = text[1..];
                if (digit < 0) return false;
                index += digit * weight;
                var threshold = k <= bias ? MinThreshold : Math.Min(k - bias, MaxThreshold);
                if (digit < threshold) break;
                weight *= Base - threshold;
                if (weight > int.MaxValue || index > int.MaxValue) return false;
            }

            if (count == points.Length) return false;
            bias = Adapt(index - before, count + 1, first);
            first = false;
            point += index / (count + 1);
            index %= count + 1;
            if (point > 0x10FFFF) return false;
            points[(int)index..count].CopyTo(points[((int)index + 1)..]);
            points[(int)index++] = (int)point;
            count++;
        }

        return true;
    }

    /// <summary>Encodes a label, without its prefix; false when there is no room.</summary>
    public static bool TryEncode(ReadOnlySpan<int> points, Span<byte> text, out int length)
    {
        length = 0;
        foreach (var point in points)
        {
            if (point < 128 && length < text.Length) text[length++] = (byte)point;
        }

        var handled = length;
        var basic = length;
        if (length > 0 && length < text.Length) text[length++] = (byte)'-';
        var next = 128;
        var bias = 72;
        long delta = 0;
        while (handled < points.Length)
        {
            var least = int.MaxValue;
            foreach (var point in points)
            {
                if (point >= next && point < least) least = point;
            }

            delta += (long)(least - next) * (handled + 1);
            next = least;
            foreach (var point in points)
            {
                if (point < next) delta++;
                if (point != next) continue;
                if (!TryWrite(delta, bias, text, ref length)) return false;
                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }

            delta++;
            next++;
        }

        return true;
    }

    private static bool TryWrite(long delta, int bias, Span<byte> text, ref int length)
    {
        for (var k = Base; ; k += Base)
        {
            if (length == text.Length) return false;
            var threshold = k <= bias ? MinThreshold : Math.Min(k - bias, MaxThreshold);
            var last = delta < threshold;
            var digit = (int)(last ? delta : threshold + ((delta - threshold) % (Base - threshold)));
            text[length++] = (byte)(digit < 26 ? 'a' + digit : '0' + digit - 26);
            if (last) return true;
            delta = (delta - threshold) / (Base - threshold);
        }
    }

    private static int Adapt(long delta, int count, bool first)
    {
        delta = first ? delta / 700 : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - MinThreshold) * MaxThreshold / 2; k += Base) delta /= Base - MinThreshold;
        return k + (int)((Base - MinThreshold + 1) * delta / (delta + 38));
    }

    private static int Digit(byte b) => b switch
    {
        >= (byte)'a' and <= (byte)'z' => b - 'a',
        >= (byte)'A' and <= (byte)'Z' => b - 'A',
        >= (byte)'0' and <= (byte)'9' => b - '0' + 26,
        _ => -1,
    };
}
