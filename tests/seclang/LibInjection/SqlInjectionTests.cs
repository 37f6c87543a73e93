using System.Text;

namespace Gateway.SecLang.Tests.LibInjection;

public sealed class SqlInjectionTests
{
    [Theory]
    [InlineData("1 union select null", "1UEv")]
    [InlineData("' or 1=1 -- ", "s&1c")]
    [InlineData("1' or '1'='1", "s&sos")]
    [InlineData("\" or \"\"=\"", "s&sos")]
    [InlineData("1;drop table users", "1;Tnn")]
    [InlineData("1/*!50000union*/select", "X")]
    [InlineData("1 /* a /* b */", "X")]
    [InlineData("1 UNION/**/ALL\nSELECT(2)", "1UE(1")]
    [InlineData("-1+-1 union select", "1UE")]
    [InlineData("1 and sleep(5)", "1&f(1")]
    [InlineData("foo' or 1=1 #", "s&1c")]
    [InlineData("1/**/", "1c")]
    [InlineData("1--", "1c")]
    [InlineData("x' like 'x", "sos")]
    public void Detect_Attack_GivesTheFingerprint(string value, string fingerprint) => Assert.Equal(fingerprint, Agreement.Fingerprint(Encoding.Latin1.GetBytes(value)));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("12345")]
    [InlineData("Where do we go from here?")]
    [InlineData("select a colour and order by phone")]
    [InlineData("O'Brien")]
    [InlineData("rock 'n' roll")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("jane.doe@example.com")]
    [InlineData("1 union")]
    [InlineData("2026-11-22T10:00:00Z")]
    [InlineData("{\"id\":1,\"name\":\"x\"}")]
    [InlineData("sexy and 17")]
    [InlineData("sp_password")]
    public void Detect_OrdinaryText_IsNoAttack(string value) => Assert.Null(Agreement.Fingerprint(Encoding.UTF8.GetBytes(value)));

    /// <summary>What libinjection takes quadratic time for (it scans the whole run for each keyword in it) and other long runs.</summary>
    [Theory]
    [InlineData("div.")]
    [InlineData("select.")]
    [InlineData("1,")]
    [InlineData("1+")]
    [InlineData("'")]
    [InlineData("\\'")]
    [InlineData("(")]
    [InlineData("$a$")]
    [InlineData("$ab")]
    [InlineData("/*")]
    [InlineData("{a ")]
    [InlineData("--\n")]
    [InlineData("q'(")]
    [InlineData("0x")]
    [InlineData("@@")]
    [InlineData(",-1")]
    [InlineData("b'01")]
    [InlineData("a.")]
    public void Detect_MegabyteOfOneFragment_Ends(string fragment)
    {
        var value = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(fragment, 1_000_000 / fragment.Length)));
        Agreement.Fingerprint(value);
        Agreement.Fingerprint([(byte)'1', .. value, (byte)'\'', (byte)'"', (byte)'#']);
    }
}
