using System.Text;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>Makes forms. What a form leaves out (an exponent, "+02:00") is looked at by all rules: too narrow costs time, too wide costs proofs, and neither is unsafe.</summary>
internal static class ValueForms
{
    /// <summary>Of ten digits are the numbers at which counters of 32 bits overflow, and leading zeros are tricks of the same kind: rules look for both.</summary>
    private const string Whole = "-?(?:0|[1-9][0-9]{0,8}|[1-9][0-9]{10,18})";

    public static ValueForm Integer { get; } = Named("integer", Whole);

    /// <summary>Without exponents.</summary>
    public static ValueForm Number { get; } = Named("number", Whole + "(?:\\.[0-9]{1,18})?");

    public static ValueForm Boolean { get; } = Named("boolean", "true|false");

    public static ValueForm Uuid { get; } = Named("uuid", "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    public static ValueForm Date { get; } = Named("date", "[0-9]{4}-[0-1][0-9]-[0-3][0-9]");

    /// <summary>Without an offset to the east: its plus is a space to whatever decodes URLs.</summary>
    public static ValueForm DateTime { get; } = Named("date-time", "[0-9]{4}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](?:\\.[0-9]{1,9})?(?:Z|-[0-2][0-9]:[0-5][0-9])");

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

    /// <summary>Of any values of these bytes.</summary>
    public static ValueForm OfBytes(string name, ByteSet bytes)
    {
        var classes = ByteClasses.Of([bytes]);
        var table = ValueForm.Table(1, classes.Count);
        foreach (var b in bytes) table[classes.ClassOf[b]] = 0;
        return new ValueForm(name, classes, table, [true]);
    }

    private static ValueForm Named(string name, string pattern) => OfPattern(name, pattern) ?? throw new InvalidOperationException($"The form {name} is none.");
}
