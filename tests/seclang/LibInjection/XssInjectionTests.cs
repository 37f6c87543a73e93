using System.Text;
using Gateway.SecLang.LibInjection;

namespace Gateway.SecLang.Tests.LibInjection;

public sealed class XssInjectionTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<ScRiPt\u0000>alert(1)")]
    [InlineData("<scr\u0000ipt>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\" onmouseover=\"alert(1)")]
    [InlineData("' onmouseover='alert(1)")]
    [InlineData("` onmouseover=`alert(1)")]
    [InlineData("x onclick=alert(1)")]
    [InlineData("<a href=\"javascript:alert(1)\">")]
    [InlineData("<a href=\"\u0001 jav&#x61;script:alert(1)\">")]
    [InlineData("<a href=&#106&#97&#118&#97script:alert(1)>")]
    [InlineData("<a href=' data:text/html,x'>")]
    [InlineData("<a href=vbscript:x>")]
    [InlineData("<a href=view-source:x>")]
    [InlineData("<b style=x>")]
    [InlineData("<svg/onload=alert(1)>")]
    [InlineData("<!DOCTYPE x>")]
    [InlineData("<!--[if IE]>")]
    [InlineData("<!-- ` -->")]
    [InlineData("<?import x>")]
    [InlineData("<?xml version=\"1.0\"?>")]
    [InlineData("<!ENTITY x>")]
    [InlineData("<% ` %>")]
    [InlineData("<x xmlns:a=b>")]
    [InlineData("<animate attributename=href to=x>")]
    [InlineData("</script x>")]
    public void Detect_Attack_IsFound(string value) => Assert.True(XssInjection.Detect(Encoding.Latin1.GetBytes(value)));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("a < b and b > c")]
    [InlineData("1<2")]
    [InlineData("a=b&c=d")]
    [InlineData("<b>bold</b>")]
    [InlineData("<a href=\"https://example.com/\">x</a>")]
    [InlineData("<img src=/logo.png alt='logo'>")]
    [InlineData("one=1")]
    [InlineData("x = \"y\"; z = 'w'")]
    [InlineData("<![CDATA[ <script> ]]>")]
    [InlineData("<!-- note -->")]
    [InlineData("jane@example.com <jane>")]
    [InlineData("javascript:alert(1)")]
    public void Detect_OrdinaryText_IsNoAttack(string value) => Assert.False(XssInjection.Detect(Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData("<")]
    [InlineData("<!--")]
    [InlineData("<!---\u0000")]
    [InlineData("-\u0000\u0000")]
    [InlineData("<a/")]
    [InlineData("/")]
    [InlineData("a=")]
    [InlineData("='\"`")]
    [InlineData("<%")]
    [InlineData("<![CDATA[]")]
    [InlineData("href=&#0")]
    [InlineData("href=&#x00000000000000000")]
    [InlineData("</a ")]
    public void Detect_MegabyteOfOneFragment_Ends(string fragment)
    {
        var value = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(fragment, 1_000_000 / fragment.Length)));
        XssInjection.Detect(value);
        XssInjection.Detect([.. "<a href="u8, .. value]);
    }
}
