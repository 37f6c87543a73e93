using System.Globalization;
using System.Numerics;

namespace Gateway.Policies;

/// <summary>
/// Numbers that are digits and nothing else. .NET's own parsers take NUL characters behind the digits for nothing, whatever the style:
/// "443\0" is 443 to us and not to the next reader.
/// </summary>
internal static class WholeNumber
{
    public static bool TryParse<T>(ReadOnlySpan<char> text, out T value)
        where T : struct, IBinaryInteger<T>
    {
        value = default;
        return !text.ContainsAnyExceptInRange('0', '9') && T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
