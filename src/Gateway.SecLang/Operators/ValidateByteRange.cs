using System.Buffers;
using System.Globalization;

namespace Gateway.SecLang.Operators;

/// <summary><c>validateByteRange</c>: matches a value that has a byte outside the ranges.</summary>
internal sealed class ValidateByteRange : ByteOperator
{
    private static readonly SearchValues<byte> Understood = SearchValues.Create("0123456789,- "u8);

    private readonly SearchValues<byte> allowed;

    private ValidateByteRange(SearchValues<byte> allowed) : base("validateByteRange") => this.allowed = allowed;

    public static OperatorOutcome Create(ReadOnlySpan<byte> argument)
    {
        var set = new List<byte>();
        foreach (var range in argument.Split((byte)','))
        {
            var item = argument[range];
            if (item.IsEmpty) continue;
            var dash = item.IndexOf((byte)'-');
            var first = CInteger.Parse(dash < 0 ? item : item[..dash]);
            var last = dash < 0 ? first : CInteger.Parse(item[(dash + 1)..]);
            if (first < 0 || last > 255 || first > last)
                return new OperatorOutcome(null, string.Create(CultureInfo.InvariantCulture, $"found '{System.Text.Encoding.Latin1.GetString(item)}'; allowed: numbers and ranges from 0 to 255, such as 9,10,13,32-126"));
            for (var value = first; value <= last; value++) set.Add((byte)value);
        }

        var warning = argument.ContainsAnyExcept(Understood) ? "what is no number counts as 0" : null;
        return new OperatorOutcome(new ValidateByteRange(SearchValues.Create([.. set])), Warning: warning);
    }

    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        found = Found.None;
        return value.ContainsAnyExcept(allowed);
    }
}
