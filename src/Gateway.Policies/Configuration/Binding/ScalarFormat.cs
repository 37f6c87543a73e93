using System.Globalization;
using System.Net;
using System.Reflection;
using Gateway.Policies.Networking;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>How a type is written as one string.</summary>
/// <param name="Pattern">A regular expression for editors, or null.</param>
/// <param name="TakesNumber">A JSON number is read by its digits, too: "Version": 2.</param>
/// <param name="Parse">The value, or null and what is allowed.</param>
internal sealed record ScalarFormat(string? Pattern, bool TakesNumber, ScalarFormat.Parser Parse)
{
    public delegate object? Parser(string text, out string allowed);

    private static readonly Dictionary<Type, ScalarFormat> BuiltIn = new()
    {
        [typeof(DateOnly)] = new(@"^\d{4}-\d{2}-\d{2}$", false, ParseDate),
        [typeof(Uri)] = new("^[A-Za-z][A-Za-z0-9+.-]*://", false, ParseUri),
        [typeof(Version)] = new(@"^\d+(\.\d+){0,3}$", true, ParseVersion),
        [typeof(IPAddress)] = new("^[0-9A-Fa-f:.]+$", false, ParseAddress),
        [typeof(IPNetwork)] = new(@"^[0-9A-Fa-f:.]+(/\d{1,3})?$", false, ParseNetwork),
    };

    public static ScalarFormat? Of(Type type)
    {
        if (BuiltIn.TryGetValue(type, out var format)) return format;
        var isCustom = type.GetInterfaces().Any(i =>
            i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConfigScalar<>) && i.GenericTypeArguments[0] == type);
        return isCustom
            ? (ScalarFormat)typeof(ScalarFormat).GetMethod(nameof(Custom), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type).Invoke(null, null)!
            : null;
    }

    private static ScalarFormat Custom<T>()
        where T : IConfigScalar<T> =>
        new(T.Pattern, false, static (string text, out string allowed) => T.TryParse(text, out var value, out allowed) ? value : null);

    private static object? ParseDate(string text, out string allowed)
    {
        allowed = "a date as yyyy-MM-dd";
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
    }

    private static object? ParseUri(string text, out string allowed)
    {
        allowed = "an absolute URI such as \"https://host/path\"";
        // On Unix "/path" would pass as a file URI.
        return text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
    }

    private static object? ParseVersion(string text, out string allowed)
    {
        allowed = "a version such as \"2\" or \"1.1\"";
        if (!text.All(static c => char.IsAsciiDigit(c) || c == '.')) return null;
        return Version.TryParse(text.Contains('.', StringComparison.Ordinal) ? text : text + ".0", out var version) ? version : null;
    }

    private static object? ParseAddress(string text, out string allowed)
    {
        allowed = "an IP address";
        return AddressText.TryParse(text, out var address) ? address : null;
    }

    private static object? ParseNetwork(string text, out string allowed)
    {
        allowed = "a network such as \"10.0.0.0/8\" or a single IP address";
        var slash = text.IndexOf('/');
        if (!AddressText.TryParse(slash < 0 ? text : text[..slash], out var address)) return null;
        var bits = address.GetAddressBytes().Length * 8;
        var prefix = bits;
        if (slash >= 0 && (!WholeNumber.TryParse(text.AsSpan(slash + 1), out prefix) || prefix > bits)) return null;

        var first = Mask(address, prefix);
        if (first.Equals(address)) return new IPNetwork(address, prefix);
        allowed = $"{first}/{prefix}, or {address} for the single address: bits behind the prefix have to be zero";
        return null;
    }

    private static IPAddress Mask(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var keep = Math.Clamp(prefix - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - keep));
        }

        return new IPAddress(bytes);
    }
}
