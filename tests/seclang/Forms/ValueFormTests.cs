using System.Text;
using Gateway.SecLang.Forms;

namespace Gateway.SecLang.Tests.Forms;

public sealed class ValueFormTests
{
    [Theory]
    [InlineData("integer", "0|-1|42|123456789|-12345678901|1234567890123456789", "|-|+1|01|1234567890|2147483648|4294967295|-0000023456|1e5|1.0| 1|1 |0x10|12345678901234567890")]
    [InlineData("number", "0|-1.5|3.14|0.000001|12345678901.25", "|1.|.5|1e309|1e-5|+1.5|1,5|NaN|-Infinity|1.5.5")]
    [InlineData("boolean", "true|false", "|True|TRUE|1|trueX")]
    [InlineData("uuid", "00000000-0000-0000-0000-000000000000|F47AC10B-58cc-4372-a567-0e02b2c3d479", "|f47ac10b58cc4372a5670e02b2c3d479|{f47ac10b-58cc-4372-a567-0e02b2c3d479}|g47ac10b-58cc-4372-a567-0e02b2c3d479|f47ac10b-58cc-4372-a567-0e02b2c3d479'")]
    [InlineData("date", "2026-11-22|0000-00-39", "|2026-11-2|26-11-22|2026-11-22 |2026/11/22|2026-21-01")]
    [InlineData("date-time", "2026-11-22T13:00:00Z|2026-11-22T13:00:60.123456789Z|2026-11-22T13:00:00-05:00", "|2026-11-22T13:00:00+02:00|2026-11-22T13:00:00 02:00|2026-11-22 13:00:00Z|2026-11-22t13:00:00z|2026-11-22T13:00:00")]
    [InlineData("ipv4", "127.0.0.1|1.2.3.4", "|1.2.3|1.2.3.4.5|::1|0x7f.0.0.1")]
    public void Named_TakesItsValuesAndNoOthers(string name, string values, string others)
    {
        var form = ValueForms.All.Single(f => f.Name == name);
        Assert.All(values.Split('|'), v => Assert.True(form.Matches(Encoding.ASCII.GetBytes(v)), v));
        Assert.All(others.Split('|'), v => Assert.False(form.Matches(Encoding.ASCII.GetBytes(v)), v));
    }

    [Fact]
    public void OfPattern_WithoutASmallAutomaton_IsNone()
    {
        Assert.Null(ValueForms.OfPattern("", "("));
        Assert.Null(ValueForms.OfPattern("", "(a)\\1"));
        Assert.Null(ValueForms.OfPattern("", "(?=a)a"));
        Assert.Null(ValueForms.OfPattern("", "[a-z]{1000}"));
        Assert.Null(ValueForms.OfPattern("", "a(?!)"));
        Assert.Null(ValueForms.OfPattern("", "a\\bb"));
        Assert.Null(ValueForms.OfPattern("", "(a|b)*a(a|b){12}"));
        Assert.Null(ValueForms.OfValues("", []));
    }

    /// <summary>A pattern with an alternative at its top is taken as a whole: what JSON Schema reads otherwise is not marked, and nothing else comes of it.</summary>
    [Fact]
    public void OfPattern_TakesWholeValuesOnly()
    {
        var form = ValueForms.OfPattern("", "a|b[0-9]*")!;
        Assert.Equal((true, true, false, false), (form.Matches("a"u8), form.Matches("b12"u8), form.Matches("ab"u8), form.Matches("b1\n"u8)));
    }

    [Fact]
    public void RandomValues_HaveTheirForm()
    {
        var random = new Random(5);
        foreach (var form in FormSamples.All)
            for (var i = 0; i < 2_000; i++) Assert.True(form.Matches(FormSamples.Value(form, random)), form.Name);
    }
}
