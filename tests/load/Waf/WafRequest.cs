using System.Text.Json;

namespace Gateway.LoadTests.Waf;

/// <summary>One kind of request: harmless, and once more with an attack in the place that such a request has for it.</summary>
/// <param name="Name">What files and messages call it.</param>
/// <param name="Title">What tables call it.</param>
/// <param name="Times">The goal: nginx with libmodsecurity needs at least so many times the processor time.</param>
/// <param name="MostBytes">The goal: the rules have at most so many bytes allocated.</param>
internal sealed record WafRequest(string Name, string Title, double Times, double MostBytes)
{
    private const string Items = "/api/items?id=123&sort=name&limit=20";
    private const string Sqli = "123%27%20UNION%20SELECT%20login,password%20FROM%20users--%20";

    private const string Form =
        "number=2025-000042&customer=Example+Ltd&contact=Anna+Berg&mail=anna.berg%40example.com&phone=%2B49+30+1234567&street=Long+Street+12&city=Berlin&postcode=10115&country=DE" +
        "&currency=EUR&delivery=standard&date=2025-03-14&quantity=3&sku=A-100&colour=dark+blue&size=M&gift=false&voucher=SPRING25&newsletter=true" +
        "&note=Leave+it+with+the+neighbour+at+number+14%2C+please.+The+bell+on+the+second+floor+does+not+ring%2C+so+knock+twice+and+wait+a+moment.+Thanks+a+lot%21" +
        "&terms=accepted&locale=en-GB";

    private const string Order = """
        {"number":"2025-000042","created":"2025-01-02T03:04:05Z","currency":"EUR","customer":{"id":7,"name":"Example Ltd","mail":"orders@example.com","phone":"+49 30 1234567"},"address":{"street":"Long Street 12","city":"Berlin","postcode":"10115","country":"DE"},"lines":[{"sku":"A-100","quantity":2,"price":19.9},{"sku":"B-200","quantity":1,"price":5.0}],"voucher":"SPRING25","gift":false,"note":"Leave it with the neighbour at number 14, please. The bell on the second floor does not ring, so knock twice.","locale":"en-GB"}
        """;

    /// <summary>Nine of ten requests of an API.</summary>
    public static WafRequest Get { get; } = new("get", "GET, 3 arguments", 15, 1024) { AttackTarget = Items.Replace("123", Sqli, StringComparison.Ordinal) };

    public static WafRequest PostForm { get; } = new("form", "POST, 500 B form", 20, 4096)
    {
        Target = "/api/orders",
        ContentType = "application/x-www-form-urlencoded",
        Body = Form,
        AttackBody = Form.Replace("2025-000042", Sqli, StringComparison.Ordinal),
    };

    public static WafRequest PostJson { get; } = new("json", "POST, 500 B JSON", 20, 4096)
    {
        Target = "/api/orders",
        ContentType = "application/json",
        Body = Order.Trim(),
        AttackBody = Order.Trim().Replace("SPRING25", "<script>alert(document.cookie)</script>", StringComparison.Ordinal),
    };

    public static WafRequest PostText { get; } = new("text", "POST, 4.8 KB text", 6, 4096)
    {
        Target = "/api/articles",
        ContentType = "application/json",
        Body = Article(WafArticle.Text),
        AttackBody = Article($"{WafArticle.Text}; cat /etc/passwd"),
    };

    public static IReadOnlyList<WafRequest> All { get; } = [Get, PostForm, PostJson, PostText];

    /// <summary>Seven fields, as browsers and clients of APIs send them; a body has its media type and length besides.</summary>
    public static IReadOnlyList<(string Name, string Value)> CommonFields { get; } =
    [
        ("Host", "localhost"),
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
        ("Accept", "application/json"),
        ("Accept-Language", "en-GB,en;q=0.5"),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Cookie", "session=8f14e45fceea167a5a36dedd4bea2543; theme=dark"),
        ("X-Request-Id", "7d0f4a52-6c1e-4b8a-9f55-2f0d7c1b9e43"),
    ];

    public string Target { get; init; } = Items;

    /// <summary>Null for a GET.</summary>
    public string? ContentType { get; init; }

    public string Body { get; init; } = "";

    public string? AttackTarget { get; init; }

    public string? AttackBody { get; init; }

    public IReadOnlyList<(string Name, string Value)> Fields => ContentType is null ? CommonFields : [.. CommonFields, ("Content-Type", ContentType)];

    private static string Article(string text) => JsonSerializer.Serialize(new { title = WafArticle.Title, author = "workshop", tags = new[] { "bikes", "repair" }, text });
}
