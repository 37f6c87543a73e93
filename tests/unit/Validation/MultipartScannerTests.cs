using System.Collections.Frozen;
using System.Text;
using Gateway.Policies.RequestLimits.Json;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.UnitTests.Validation;

/// <summary>multipart/form-data read strictly, whatever pieces it comes in.</summary>
public sealed class MultipartScannerTests
{
    private const string Note = "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n";
    private const string Png = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u0089PNG\r\n\u001a\n0123456789\r\n";
    private const string End = "--b--\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Scan_AGoodBody_PassesWholeInPiecesOfAnySize(int piece)
    {
        var body = Latin1(Note + Png + Png + End);
        var (fault, passed, heldBack) = Run(body, piece);

        Assert.Null(fault);
        Assert.Equal(body, passed);
        Assert.True(heldBack > 0, "everything had gone before the end was judged");
    }

    [Theory]
    [InlineData("multipart-preamble", "text\r\n" + Note + Png + End)]
    [InlineData("multipart-preamble", "\r\n" + Note + Png + End)]
    [InlineData("multipart-incomplete", "")]
    [InlineData("multipart-boundary", Note + Png + End + "epilogue")]
    [InlineData("multipart-incomplete", Note + Png + "--b--\n")]
    [InlineData("multipart-boundary", "--b \r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--")]
    [InlineData("multipart-boundary", "--bb\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--")]
    [InlineData("multipart-boundary", "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\n--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\ny\r\n--b--")]
    [InlineData("multipart-boundary", "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\ny\r\n--b--")]
    [InlineData("multipart-incomplete", Note + Png)]
    [InlineData("multipart-incomplete", Note + Png + "--b")]
    [InlineData("multipart-incomplete", "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data; name=\"file\"; name=\"note\"\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename*=utf-8''x\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data; name=\"fi\\\"le\"\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data; name=\"fi%22le\"\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: attachment; name=\"file\"\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition : form-data; name=\"file\"\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data;\r\n name=\"file\"\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--b--")]
    [InlineData("body-invalid", Note + End)]
    [InlineData("body-invalid", Note + Png + "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--")]
    [InlineData("body-invalid", "--b\r\nContent-Disposition: form-data; name=\"note\"; filename=\"x\"\r\n\r\nx\r\n--b--")]
    [InlineData("body-invalid", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n<script>alert(1)</script>\r\n--b--")]
    [InlineData("multipart-incomplete", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n")]
    [InlineData("multipart-boundary", "--b\r\nX: y\r\n--b: z\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--")]
    [InlineData("multipart-boundary", "--b\r\n--b: z\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--")]
    [InlineData("multipart-incomplete", "--b\r\n")]
    [InlineData("multipart-incomplete", Note + "--b\r\n")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data; name=\"fi\u000ble\"\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\nX: \u00c2\u0085Content-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--b--")]
    [InlineData("part-head-malformed", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\"Content-Disposition\": x\r\n\r\nx\r\n--b--")]
    [InlineData("part-repeated", Note + Note + Png + End)]
    [InlineData("part-media-type", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Type: text/html\r\n\r\nx\r\n--b--")]
    [InlineData("part-count", Png + Png + Png + Png + Png + End)]
    public void Scan_WhatParsersDisagreeAboutOrTheContractForbids_IsAFault(string reason, string body)
    {
        foreach (var piece in (ReadOnlySpan<int>)[1, 5, 4096])
        {
            var (fault, passed, _) = Run(Latin1(body), piece);

            Assert.Equal(reason, fault?.Reason);
            Assert.True(passed.Length < body.Length || body.Length == 0);
        }
    }

    [Fact]
    public void Scan_MutatedBodies_AreJudgedAlikeInPiecesOfAnySize()
    {
        const int Rounds = 3000;
        var random = new Random(20260101);
        var good = Latin1(Note + Png + Png + End);
        var faults = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = Mutate(good, random);
            var whole = Run(body, body.Length + 1);
            faults += whole.Fault is null ? 0 : 1;
            foreach (var piece in (ReadOnlySpan<int>)[1, 1 + random.Next(40)])
            {
                var (fault, passed, _) = Run(body, piece);

                Assert.Equal(whole.Fault is null, fault is null);
                Assert.True(body.AsSpan().StartsWith(passed));
                // Whatever is wrong, the backend never has the whole.
                Assert.True(fault is null || passed.Length < body.Length, Encoding.Latin1.GetString(body));
            }
        }

        Assert.InRange(faults, Rounds / 4, Rounds - (Rounds / 20));
    }

    [Fact]
    public void Scan_AFileBeyondItsBound_IsCutWhileItPasses()
    {
        var (fault, passed, _) = Run(Latin1(Png[..^2] + new string('x', 100_000) + "\r\n" + End), 1000);

        Assert.Equal((413, "part-too-large"), (fault!.Status, fault.Reason));
        Assert.InRange(passed.Length, 1, 70_000);
    }

    [Fact]
    public void Scan_AValueBeyondItsBound_NeverPasses()
    {
        var head = "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n";
        var (fault, passed, _) = Run(Latin1(head + new string('x', 3000) + "\r\n" + End), 100);

        Assert.Equal("part-too-large", fault!.Reason);
        Assert.InRange(passed.Length, 1, head.Length);
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        List<byte> body = [.. good];
        for (var change = random.Next(1, 3); change > 0; change--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(4))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveAt(at);
                    break;
                case 2:
                    body.InsertRange(at, "\r\n--b"u8);
                    break;
                default:
                    body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(30), body.Count - at)));
                    break;
            }
        }

        return [.. body];
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    // As the stream does it.
    private static (BodyFault? Fault, byte[] Passed, int HeldBack) Run(byte[] body, int piece)
    {
        var file = new ContractPart { Name = "file", IsRequired = true, IsFile = true, Repeats = true, Types = [MediaRange.Parse("image/*")!, MediaRange.Parse("application/octet-stream")!], Schema = null, Shape = SchemaShape.Unknown };
        var untyped = new ContractPart { Name = "note", IsRequired = false, IsFile = false, Repeats = false, Types = null, Schema = null, Shape = SchemaShape.Unknown };
        var parts = new ContractParts(new[] { file, untyped }.ToFrozenDictionary(p => p.Name, StringComparer.Ordinal), AllowsOthers: false);
        var scanner = new MultipartScanner("b", new PartCheck(parts, new PartLimits(4, 1000, 50_000, AllowsOthers: false, JsonLimits.Default)));
        var passed = new MemoryStream();
        var (from, to) = (0, 0);
        while (true)
        {
            var isEnd = to == body.Length;
            to = Math.Min(to + piece, body.Length);
            var heldBack = body.Length - from;
            var cleared = scanner.Scan(body.AsSpan(from, to - from), isEnd);
            if (scanner.Fault is not null) return (scanner.Fault, passed.ToArray(), heldBack);
            passed.Write(body, from, cleared);
            from += cleared;
            if (isEnd) return (null, passed.ToArray(), heldBack);
        }
    }
}
