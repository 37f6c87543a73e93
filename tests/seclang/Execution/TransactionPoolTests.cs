using System.Text;
using Gateway.SecLang.Bodies;

namespace Gateway.SecLang.Tests.Execution;

/// <summary>Transactions wait in a pool for the next request: not with the memory of the last one.</summary>
public sealed class TransactionPoolTests
{
    private const int Large = 1 << 20;

    [Theory]
    [InlineData("UrlEncoded", "a=", true)]
    [InlineData("UrlEncoded", "a=", false)]
    [InlineData("Json", "[\"", true)]
    [InlineData("Multipart", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", true)]
    [InlineData("Multipart", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", false)]
    [InlineData("Multipart", "--b\r\nno header\r\n", false)]
    public void Dispose_AfterALargeBody_KeepsNoLargeBuffer(string processor, string head, bool ends)
    {
        var rules = RuleText.Load("SecAction \"id:1,phase:2,pass\"");
        var transaction = rules.Begin();
        transaction.Request.Line("POST"u8, "/"u8, "HTTP/1.1"u8);
        transaction.Request.Header("Content-Type", "multipart/form-data; boundary=b");
        transaction.Request.EndHead(transaction.BodySettings with { NoFilesLimit = 2 * Large });
        var body = transaction.Request.Body;
        body.Change(Enum.Parse<BodyProcessor>(processor));
        body.Append([.. Encoding.ASCII.GetBytes(head), .. Enumerable.Repeat((byte)'x', Large)]);
        Assert.InRange(body.HeldBytes, Large, long.MaxValue);
        if (ends) body.End();
        transaction.Dispose();

        Assert.InRange(body.HeldBytes, 0, 64 * 1024);
        using var next = rules.Begin();
        Assert.Same(transaction, next);
    }
}
