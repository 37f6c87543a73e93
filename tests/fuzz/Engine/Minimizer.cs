namespace Gateway.Fuzz.Engine;

/// <summary>Makes an input smaller and plainer for as long as the same thing goes wrong.</summary>
internal static class Minimizer
{
    private const int MostRuns = 20_000;

    public static byte[] Minimize(FuzzTarget target, byte[] input, string failure)
    {
        var runs = 0;
        bool Fails(byte[] candidate) => ++runs <= MostRuns && FuzzExecution.Of(target, candidate).Failure == failure;
        for (var before = -1; before != runs;)
        {
            before = runs;
            var smaller = Simplify(Shorten(input, Fails), Fails);
            if (smaller.AsSpan().SequenceEqual(input)) break;
            input = smaller;
        }

        return input;
    }

    /// <summary>Candidates that are smaller than an input, largest step first.</summary>
    public static IEnumerable<byte[]> Smaller(byte[] input)
    {
        for (var size = input.Length; size > 0; size /= 2)
            for (var at = 0; at + size <= input.Length; at += size) yield return Without(input, at, size);
    }

    private static byte[] Shorten(byte[] input, Func<byte[], bool> fails)
    {
        for (var size = Math.Max(1, input.Length / 2); size > 0; size /= 2)
        {
            for (var at = 0; at + size <= input.Length;)
            {
                var candidate = Without(input, at, size);
                if (fails(candidate)) input = candidate;
                else at += size;
            }
        }

        return input;
    }

    private static byte[] Simplify(byte[] input, Func<byte[], bool> fails)
    {
        for (var at = 0; at < input.Length; at++)
        {
            foreach (var plain in "a0 "u8)
            {
                if (input[at] is (byte)'a' or (byte)'0' or (byte)' ') break;
                byte[] candidate = [.. input];
                candidate[at] = plain;
                if (!fails(candidate)) continue;
                input = candidate;
                break;
            }
        }

        return input;
    }

    private static byte[] Without(byte[] input, int at, int size) => [.. input.AsSpan(0, at), .. input.AsSpan(at + size)];
}
