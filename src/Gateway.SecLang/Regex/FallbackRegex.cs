using System.Buffers;
using System.Text.RegularExpressions;

namespace Gateway.SecLang.Regex;

/// <summary>
/// Look-around, references and the like, by the backtracking engine of .NET. It is the only part whose time is not linear: after 100 ms
/// the value counts as matching, since an attacker must not be able to buy a pass with a slow value.
/// </summary>
internal sealed class FallbackRegex
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);
    private static long s_timeouts;

    private readonly System.Text.RegularExpressions.Regex _regex;

    public FallbackRegex(RegexNode root) =>
        _regex = new System.Text.RegularExpressions.Regex(DotNetPattern.Write(root), RegexOptions.Singleline | RegexOptions.CultureInvariant, Timeout);

    /// <summary>How many searches of this process were given up.</summary>
    public static long Timeouts => Interlocked.Read(ref s_timeouts);

    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        var rented = ArrayPool<char>.Shared.Rent(value.Length);
        try
        {
            for (var i = 0; i < value.Length; i++) rented[i] = DotNetPattern.CharOf(value[i]);
            return _regex.IsMatch(rented.AsSpan(0, value.Length));
        }
        catch (RegexMatchTimeoutException)
        {
            Interlocked.Increment(ref s_timeouts);
            return true;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>As <see cref="PikeMachine.Match"/>; a search that is given up matches the whole value without groups.</summary>
    public bool Match(ReadOnlySpan<byte> value, int from, Span<int> slots)
    {
        slots.Fill(-1);
        var text = string.Create(value.Length, value, static (chars, bytes) =>
        {
            for (var i = 0; i < bytes.Length; i++) chars[i] = DotNetPattern.CharOf(bytes[i]);
        });
        try
        {
            var match = _regex.Match(text, from);
            if (!match.Success) return false;
            foreach (Group group in match.Groups)
            {
                var slot = int.Parse(group.Name) * 2;
                if (!group.Success || slot >= slots.Length) continue;
                slots[slot] = group.Index;
                slots[slot + 1] = group.Index + group.Length;
            }
        }
        catch (RegexMatchTimeoutException)
        {
            Interlocked.Increment(ref s_timeouts);
            (slots[0], slots[1]) = (from, value.Length);
        }

        return true;
    }
}
