namespace Gateway.Benchmarks.Support;

/// <summary>What ordinary clients send.</summary>
internal static class TypicalRequest
{
    public const string Origin = "https://app.example.com";

    /// <summary>The header fields of a browser's fetch(), Host, Origin and credentials aside.</summary>
    public static readonly (string Name, string Value)[] Browser =
    [
        ("Accept", "application/json, text/plain, */*"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Accept-Language", "en-GB,en;q=0.9,de;q=0.8"),
        ("Cache-Control", "no-cache"),
        ("Connection", "keep-alive"),
        ("Referer", "https://app.example.com/orders"),
        ("Sec-Fetch-Dest", "empty"),
        ("Sec-Fetch-Mode", "cors"),
        ("Sec-Fetch-Site", "same-site"),
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36"),
        ("sec-ch-ua", "\"Not)A;Brand\";v=\"8\", \"Chromium\";v=\"138\""),
        ("sec-ch-ua-mobile", "?0"),
        ("sec-ch-ua-platform", "\"Linux\""),
    ];

    /// <summary>A JSON object of about 1 KB: an order with eight lines.</summary>
    public static byte[] Json()
    {
        var lines = string.Join(',', Enumerable.Range(1, 8).Select(static i =>
            $$"""{"line":{{i}},"sku":"SKU-{{i:D6}}","quantity":{{i * 3}},"price":{"amount":"{{i * 7}}.90","currency":"EUR"},"gift":false,"note":null}"""));
        return System.Text.Encoding.UTF8.GetBytes($$"""{"customer":"c-1029","reference":"PO 4711/2026","lines":[{{lines}}]}""");
    }
}
