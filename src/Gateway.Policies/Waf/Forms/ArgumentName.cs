namespace Gateway.Policies.Waf.Forms;

/// <summary>
/// Names of arguments as numbers, an index of an array being the same as any other. Two names of one number are no danger: a form that is sought at the wrong place
/// is still sought in the bytes that stand there.
/// </summary>
internal static class ArgumentName
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong Hash(ReadOnlySpan<byte> name)
    {
        var hash = Basis;
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && name[i - 1] == '.' && IndexLength(name[i..]) is var length and > 0)
            {
                hash = (hash ^ '#') * Prime;
                i += length - 1;
                continue;
            }

            hash = (hash ^ name[i]) * Prime;
        }

        return hash;
    }

    /// <summary>How many digits up to the next dot or the end; 0 where anything else stands there.</summary>
    private static int IndexLength(ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? rest.Length : rest[length] == '.' ? length : 0;
    }
}
