using System.Text;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>Makes forms. What a form leaves out (an exponent, "+02:00") is looked at by all rules: too narrow is safe, too wide is not possible, since the bytes decide.</summary>
internal static class ValueForms
{
    public static ValueForm Integer { get; } = Named("integer", "-?[0-9]{1,20}");

    /// <summary>Without exponents: their plus would be a space to what decodes URLs.</summary>
    public static ValueForm Number { get; } = Named("number", "-?[0-9]{1,20}(?:\\.[0-9]{1,20})?");

    public static ValueForm Boolean { get; } = Named("boolean", "true|false");

    public static ValueForm Uuid { get; } = Named("uuid", "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    public static ValueForm Date { get; } = Named("date", "[0-9]{4}-[0-1][0-9]-[0-3][0-9]");

    public static ValueForm DateTime { get; } = Named("date-time", "[0-9]{4}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](?:\\.[0-9]{1,9})?(?:Z|[+-][0-2][0-9]:[0-5][0-9])");

    public static ValueForm Ipv4 { get; } = Named("ipv4", "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    public static IReadOnlyList<ValueForm> All { get; } = [Integer, Number, Boolean, Uuid, Date, DateTime, Ipv4];

    /// <summary>Of a pattern that values match from their first byte to their last; null for one that is none, is not regular, or has too many states.</summary>
    public static ValueForm? OfPattern(string name, string pattern)
    {
        try
        {
            var regex = ByteRegex.Compile(Encoding.Latin1.GetBytes($"\\A(?:{pattern})\\z"));
            return regex.IsRegular ? FormBuilder.Build(name, regex.Program) : null;
        }
        catch (PcreSyntaxException)
        {
            return null;
        }
    }

    /// <summary>Of these values and no others; null for none, and for more than there is room for.</summary>
    public static ValueForm? OfValues(string name, IReadOnlyCollection<string> values)
    {
        if (values.Count == 0) return null;
        var pattern = string.Join('|', values.Select(static v => string.Concat(Encoding.UTF8.GetBytes(v).Select(static b => $"\\x{b:x2}"))));
        return OfPattern(name, pattern);
    }

    private static ValueForm Named(string name, string pattern) => OfPattern(name, pattern) ?? throw new InvalidOperationException($"The form {name} is none.");
}
