using System.Net;
using System.Security.Authentication;
using Gateway.Policies.Configuration;

namespace Gateway.UnitTests.Configuration.Binding;

public sealed class BinderScalarTests
{
    internal static readonly (string Member, string Json, object? Expected)[] Accepted =
    [
        ("Text", "\"x\"", "x"),
        ("Text", "\"\"", ""),
        ("Text", "\"${env:PORT}!\"", "8443!"),
        ("MaybeText", "null", null),
        ("Flag", "true", true),
        ("Flag", "\"${env:FLAG}\"", true),
        ("MaybeFlag", "false", false),
        ("MaybeFlag", "null", null),
        ("Whole", "-5", -5),
        ("Whole", "\"${env:PORT}\"", 8443),
        ("MaybeInt", "7", 7),
        ("MaybeInt", "null", null),
        ("Wide", "9007199254740993", 9007199254740993L),
        ("Size", "10", 10L),
        ("Size", "\"64KiB\"", 65536L),
        ("Size", "\"1MiB\"", 1048576L),
        ("Size", "\"1MB\"", 1000000L),
        ("Size", "\"2GiB\"", 2147483648L),
        ("Size", "\"12B\"", 12L),
        ("Fraction", "0.25", 0.25),
        ("Fraction", "3", 3.0),
        ("Fraction", "1e3", 1000.0),
        ("Span", "\"250ms\"", TimeSpan.FromMilliseconds(250)),
        ("Span", "\"1s\"", TimeSpan.FromSeconds(1)),
        ("Span", "\"5m\"", TimeSpan.FromMinutes(5)),
        ("Span", "\"24h\"", TimeSpan.FromHours(24)),
        ("Span", "\"7d\"", TimeSpan.FromDays(7)),
        ("Span", "\"00:01:30\"", TimeSpan.FromSeconds(90)),
        ("Span", "\"1.00:00:00\"", TimeSpan.FromDays(1)),
        ("Span", "\"${env:WAIT}\"", TimeSpan.FromSeconds(5)),
        ("MaybeSpan", "null", null),
        ("Date", "\"2031-02-28\"", new DateOnly(2031, 2, 28)),
        ("Address", "\"10.0.0.1\"", IPAddress.Parse("10.0.0.1")),
        ("Address", "\"2001:db8::1\"", IPAddress.Parse("2001:db8::1")),
        ("Network", "\"10.0.0.0/8\"", IPNetwork.Parse("10.0.0.0/8")),
        ("Network", "\"10.0.0.1\"", IPNetwork.Parse("10.0.0.1/32")),
        ("Network", "\"0.0.0.0/0\"", IPNetwork.Parse("0.0.0.0/0")),
        ("Network", "\"2001:db8::/32\"", IPNetwork.Parse("2001:db8::/32")),
        ("Network", "\"::1\"", IPNetwork.Parse("::1/128")),
        ("Link", "\"https://a.example/x\"", new Uri("https://a.example/x")),
        ("Version", "\"2\"", new Version(2, 0)),
        ("Version", "2", new Version(2, 0)),
        ("Version", "\"1.1\"", new Version(1, 1)),
        ("Colour", "\"Red\"", Colour.Red),
        ("MaybeColour", "null", null),
        ("Protocols", "[\"Tls12\",\"Tls13\"]", SslProtocols.Tls12 | SslProtocols.Tls13),
        ("Protocols", "\"Tls13\"", SslProtocols.Tls13),
        ("Key", "\"Claim:sub\"", new PartitionKey("sub")),
        ("Ranged", "9", 9),
        ("Waiting", "\"1h\"", TimeSpan.FromHours(1)),
        ("Chosen", "\"b\"", "b"),
    ];

    internal static readonly (string Member, string Json, string Error)[] Refused =
    [
        ("Text", "1", "GW2002 Text: found 1; allowed: a string"),
        ("Text", "null", "GW2002 Text: found null; allowed: a string"),
        ("Text", "{}", "GW2002 Text: found an object; allowed: a string"),
        ("Flag", "1", "GW2002 Flag: found 1; allowed: true or false"),
        ("Flag", "\"true\"", "GW2002 Flag: found \"true\"; allowed: true or false, without quotes"),
        ("Flag", "\"${env:PORT}\"", "GW2002 Flag: found an interpolated value (not shown); allowed: true or false"),
        ("Whole", "\"5\"", "GW2002 Whole: found \"5\"; allowed: a whole number without quotes, -2147483648 to 2147483647"),
        ("Whole", "1.5", "GW2002 Whole: found 1.5; allowed: a whole number, -2147483648 to 2147483647"),
        ("Whole", "2147483648", "GW2004 Whole: found 2147483648; allowed: a whole number, -2147483648 to 2147483647"),
        ("Whole", "null", "GW2002 Whole: found null; allowed: a whole number, -2147483648 to 2147483647"),
        ("Wide", "1e3", "GW2002 Wide: found 1e3; allowed: a whole number"),
        ("Size", "-1", "GW2004 Size: found -1; allowed: a number of bytes, or a size such as \"64KiB\" or \"1MiB\""),
        ("Size", "\"256K\"", "GW2005 Size: found \"256K\"; allowed: a number of bytes, or a size such as \"64KiB\" or \"1MiB\""),
        ("Size", "\"1 MiB\"", "GW2005 Size: found \"1 MiB\"; allowed: a number of bytes, or a size such as \"64KiB\" or \"1MiB\""),
        ("Size", "\"9999999999GiB\"", "GW2005 Size: found \"9999999999GiB\"; allowed: a number of bytes, or a size such as \"64KiB\" or \"1MiB\""),
        ("Fraction", "1e400", "GW2004 Fraction: found 1e400; allowed: a number"),
        ("Fraction", "\"1\"", "GW2002 Fraction: found \"1\"; allowed: a number without quotes"),
        ("Span", "30", "GW2002 Span: found 30; allowed: a duration such as"),
        ("Span", "\"30\"", "GW2005 Span: found \"30\"; allowed: a duration such as"),
        ("Span", "\"-1s\"", "GW2005 Span: found \"-1s\"; allowed: a duration such as"),
        ("Span", "\" -00:00:01\"", "GW2005 Span: found \" -00:00:01\"; allowed: a duration such as"),
        ("Span", "\"000:00:01\"", "GW2005 Span: found \"000:00:01\"; allowed: a duration such as"),
        ("Span", "\"0:00:.5\"", "GW2005 Span: found \"0:00:.5\"; allowed: a duration such as"),
        ("Span", "\"-00:00:01\"", "GW2005 Span: found \"-00:00:01\"; allowed: a duration such as"),
        ("Span", "\"00:30\"", "GW2005 Span: found \"00:30\"; allowed: a duration such as"),
        ("Span", "\"1.5s\"", "GW2005 Span: found \"1.5s\"; allowed: a duration such as"),
        ("Span", "\"99999999999999999d\"", "GW2005 Span: found \"99999999999999999d\"; allowed: a duration such as"),
        ("Date", "\"2031-02-30\"", "GW2005 Date: found \"2031-02-30\"; allowed: a date as yyyy-MM-dd"),
        ("Address", "\"010.0.0.1\"", "GW2005 Address: found \"010.0.0.1\"; allowed: an IP address"),
        ("Address", "\"1\"", "GW2005 Address: found \"1\"; allowed: an IP address"),
        ("Address", "\"fe80::1%2\"", "GW2005 Address: found \"fe80::1%2\"; allowed: an IP address"),
        ("Address", "\"[::1]:80\"", "GW2005 Address: found \"[::1]:80\"; allowed: an IP address"),
        ("Network", "\"10.0.0.1/8\"", "GW2005 Network: found \"10.0.0.1/8\"; allowed: 10.0.0.0/8, or 10.0.0.1 for the single address: bits behind the prefix have to be zero"),
        ("Network", "\"10.0.0.0/33\"", "GW2005 Network: found \"10.0.0.0/33\"; allowed: a network such as"),
        ("Network", "\"10.0.0.0/+8\"", "GW2005 Network: found \"10.0.0.0/+8\"; allowed: a network such as"),
        ("Network", "\"10.0.0.0/\"", "GW2005 Network: found \"10.0.0.0/\"; allowed: a network such as"),
        ("Link", "\"/x\"", "GW2005 Link: found \"/x\"; allowed: an absolute URI such as"),
        ("Version", "\"two\"", "GW2005 Version: found \"two\"; allowed: a version such as"),
        ("Colour", "\"red\"", "GW2005 Colour: found \"red\"; allowed: Red, Green (did you mean \"Red\"?)"),
        ("Colour", "\"0\"", "GW2005 Colour: found \"0\"; allowed: Red, Green"),
        ("Colour", "0", "GW2002 Colour: found 0; allowed: Red, Green"),
        ("Protocols", "[\"Tls14\"]", "GW2005 Protocols[0]: found \"Tls14\"; allowed: None, Tls12, Tls13 (did you mean \"Tls12\"?)"),
        ("Protocols", "[\"Ssl3\"]", "GW2005 Protocols[0]: found \"Ssl3\"; allowed: None, Tls12, Tls13"),
        ("Protocols", "[null]", "GW2002 Protocols[0]: found null; allowed: an array of None, Tls12, Tls13"),
        ("Key", "\"sub\"", "GW2005 Key: found \"sub\"; allowed: Claim:NAME"),
        ("Ranged", "\"5\"", "GW2002 Ranged: found \"5\"; allowed: a number without quotes, 1 to 9"),
        ("Ranged", "10", "GW2004 Ranged: found 10; allowed: 1 to 9"),
        ("Waiting", "\"2h\"", "GW2004 Waiting: found \"2h\"; allowed: 1s to 1h"),
        ("Chosen", "\"c\"", "GW2005 Chosen: found \"c\"; allowed: a, b"),
    ];

    [Fact]
    public void Bind_EveryAcceptedForm_GivesTheValue()
    {
        foreach (var (member, json, expected) in Accepted)
        {
            var bound = Tree.Bind<Sample>($"{{ \"{member}\": {json} }}");
            Assert.Equal(expected, typeof(Sample).GetProperty(member)!.GetValue(bound));
        }

        // Every property is bound by at least one form and refused by at least one, but for those that only show null.
        var members = typeof(Sample).GetProperties().Select(p => p.Name).ToHashSet();
        Assert.Equal(23, members.Count);
        Assert.Equal(members, Accepted.Select(a => a.Member).ToHashSet());
        Assert.Equal(members.Where(m => !m.StartsWith("Maybe", StringComparison.Ordinal)).ToHashSet(), Refused.Select(r => r.Member).ToHashSet());
    }

    [Fact]
    public void Bind_EveryRefusedForm_SaysWhy()
    {
        foreach (var (member, json, error) in Refused)
        {
            var (bound, errors) = Tree.TryBind<Sample>($"{{ \"{member}\": {json} }}");
            Assert.NotNull(bound);
            Assert.StartsWith("gateway.json(1,", Assert.Single(errors), StringComparison.Ordinal);
            Assert.Contains(error, errors[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bind_LineFeedBehindAPattern_IsRefused() =>
        Assert.Contains("GW2005", Assert.Single(Tree.TryBind<Patterned>("""{ "Host": "a\n" }""").Errors), StringComparison.Ordinal);

    public sealed class Patterned
    {
        [AllowedPattern("^[a-z]+$", "letters")]
        public string? Host { get; set; }
    }

    public enum Colour
    {
        Red,
        Green,
    }

    public sealed record PartitionKey(string Claim) : IConfigScalar<PartitionKey>
    {
        public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out PartitionKey value, out string allowed)
        {
            allowed = "Claim:NAME";
            value = text.StartsWith("Claim:", StringComparison.Ordinal) ? new PartitionKey(text[6..]) : null;
            return value is not null;
        }
    }

    public sealed class Sample
    {
        public string Text { get; set; } = "";

        public string? MaybeText { get; set; }

        public bool Flag { get; set; }

        public bool? MaybeFlag { get; set; }

        public int Whole { get; set; }

        public int? MaybeInt { get; set; }

        public long Wide { get; set; }

        [ByteSize]
        public long Size { get; set; }

        public double Fraction { get; set; }

        public TimeSpan Span { get; set; }

        public TimeSpan? MaybeSpan { get; set; }

        public DateOnly Date { get; set; }

        public IPAddress? Address { get; set; }

        public IPNetwork Network { get; set; }

        public Uri? Link { get; set; }

        public Version? Version { get; set; }

        public Colour Colour { get; set; }

        public Colour? MaybeColour { get; set; }

        public SslProtocols? Protocols { get; set; }

        public PartitionKey? Key { get; set; }

        [AllowedRange(1, 9)]
        public int Ranged { get; set; }

        [AllowedDuration("1s", "1h")]
        public TimeSpan Waiting { get; set; }

        [AllowedValuesList("a", "b")]
        public string? Chosen { get; set; }
    }
}
