using System.IO.Compression;
using System.Text;
using Gateway.Policies.Lockout;
using Gateway.Policies.Lockout.Accounts;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.UnitTests.RequestLimits;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.Lockout;

public sealed class AccountReaderTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("Json:/username", Json, """{"username":"Alice","password":"x"}""", "alice")]
    [InlineData("Json:/username", "application/vnd.api+json; charset=utf-8", """{"a":[{"username":"no"}],"username":"alice"}""", "alice")]
    [InlineData("Json:/user/name", Json, """{"user":{"x":1,"name":"alice"}}""", "alice")]
    [InlineData("Json:/a~1b/~0c", Json, """{"a/b":{"~c":"alice"}}""", "alice")]
    [InlineData("Json:/id", Json, """{"id":42}""", "42")]
    [InlineData("Json:/username", Json, """{"\u0075sername":"\u0061lice"}""", "alice")]
    [InlineData("Json:/username", Json, """{"UserName":"alice"}""", "alice")]
    [InlineData("Json:/username", Json, """{"username":null,"Username":"alice"}""", "alice")]
    // Which one would the backend take?
    [InlineData("Json:/username", Json, """{"username":"decoy","username":"alice"}""", null)]
    [InlineData("Json:/username", Json, """{"username":"alice","USERNAME":"alice"}""", null)]
    [InlineData("Json:/user/name", Json, """{"user":{"name":"decoy"},"user":{"name":"alice"}}""", null)]
    [InlineData("Json:/username", Json, """{"username":["alice"]}""", null)]
    [InlineData("Json:/username", Json, """{"username":{"a":1}}""", null)]
    [InlineData("Json:/username", Json, """{"username":"alice"} {}""", null)]
    [InlineData("Json:/username", Json, """{"username":"alice",}""", null)]
    [InlineData("Json:/username", Json, """{"username":"\ud800"}""", null)]
    [InlineData("Json:/username", Json, """["alice"]""", null)]
    [InlineData("Json:/username", "application/json; charset=utf-16", """{"username":"alice"}""", null)]
    [InlineData("Json:/username", "text/plain", """{"username":"alice"}""", null)]
    [InlineData("Json:/username", null, """{"username":"alice"}""", null)]
    [InlineData("Form:username", Form, "password=x&username=alice%40example.com", "alice@example.com")]
    [InlineData("Form:username", Form, "user%6eame=+Alice+", "alice")]
    [InlineData("Form:username", Form, "username=decoy&username=alice", null)]
    [InlineData("Form:username", Form, "username=decoy&UserName=alice", null)]
    [InlineData("Form:username", Form, "username", null)]
    [InlineData("Form:username", Form, "username=%ff", null)]
    [InlineData("Form:username", Form, "username=%4", "%4")]
    [InlineData("Form:username", Form, "", null)]
    // Go's encoding/json folds the long s and the Kelvin sign, and takes the last member.
    [InlineData("Json:/username", Json, """{"username":"decoy","u\u017fername":"alice"}""", null)]
    [InlineData("Json:/token", Json, """{"token":"decoy","to\u212aen":"alice"}""", null)]
    // Ways to write one number; beyond 2^53 several are one.
    [InlineData("Json:/id", Json, """{"id":42.0}""", null)]
    [InlineData("Json:/id", Json, """{"id":42e0}""", null)]
    [InlineData("Json:/id", Json, """{"id":-0}""", null)]
    [InlineData("Json:/id", Json, """{"id":9007199254740993}""", null)]
    // Servers that still separate fields by a semicolon.
    [InlineData("Form:username", Form, "x=1;username=alice&username=decoy", null)]
    [InlineData("Form:username", Form, "username=alice;x=7&password=x", null)]
    [InlineData("Form:username", Form, "username=alice%3Bx", "alice;x")]
    [InlineData("Form:username", Form, "password=a;b&username=alice", "alice")]
    // PHP cuts names at NUL, makes '_' of dots and blanks; others make arrays of brackets.
    [InlineData("Form:username", Form, "username%00x=alice&username=decoy", null)]
    [InlineData("Form:user_name", Form, "user.name=alice&user_name=decoy", null)]
    [InlineData("Form:user_name", Form, "user[name=alice&user_name=decoy", null)]
    [InlineData("Form:username", Form, "username[]=alice", null)]
    [InlineData("Form:username", Form, "username%5b0%5d=alice&username=decoy", null)]
    [InlineData("Form:user[name]", Form, "user[name]=alice&user[id]=1", "alice")]
    public async Task Body_NamesAnAccount_OrNobodyKnowsWhich(string from, string? type, string body, string? account)
    {
        var exchange = LimitsExchange.New("POST", request =>
        {
            request.ContentType = type;
            request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            request.ContentLength = Encoding.UTF8.GetByteCount(body);
        });
        var (found, rejection) = await Reader(from).ReadAsync(exchange);
        Assert.Null(rejection);
        Assert.Equal(account, found);
        Assert.Equal(body, await new StreamReader(exchange.Context.Request.Body).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Basic", "Authorization", "Basic YWxpY2U6cGFzczp3b3Jk", "alice")]
    [InlineData("Basic", "Authorization", "basic  QUxJQ0U6", "alice")]
    [InlineData("Basic", "Authorization", "Basic YWxpY2U", null)]
    [InlineData("Basic", "Authorization", "Basic YWxpY2U=", null)]
    [InlineData("Basic", "Authorization", "Basic //8=", null)]
    [InlineData("Basic", "Authorization", "Bearer YWxpY2U6", null)]
    [InlineData("Basic", "X-Other", "Basic YWxpY2U6", null)]
    [InlineData("Header:X-User", "x-user", "Alice", "alice")]
    [InlineData("Header:X-User", "X-User", "", null)]
    public void Head_NamesAnAccount_OrNot(string from, string header, string value, string? account) =>
        Assert.Equal(account, Reader(from).ReadHead(LimitsExchange.New("POST", request => request.Headers[header] = value)));

    [Fact]
    public void Head_TwoAccounts_NameNobody()
    {
        var reader = Reader("Basic", "Header:X-User");
        Assert.Null(reader.ReadHead(LimitsExchange.New("POST", static request =>
        {
            request.Headers["X-User"] = "decoy";
            request.Headers.Authorization = "Basic YWxpY2U6";
        })));
        Assert.Null(reader.ReadHead(LimitsExchange.New("POST", static request => request.Headers["X-User"] = new(["decoy", "alice"]))));
    }

    [Theory]
    [InlineData("""{"username":"alice"}""", Json)]
    [InlineData("""{"username":"alice"}""", "text/plain")]
    public async Task Body_WithADecoyInTheHead_NamesNobody(string body, string type)
    {
        var exchange = LimitsExchange.New("POST", request =>
        {
            request.Headers["X-User"] = "decoy";
            request.ContentType = type;
            request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            request.ContentLength = body.Length;
        });
        Assert.Equal((null, null), await Reader("Header:X-User", "Json:/username").ReadAsync(exchange));
    }

    [Theory]
    // Servlets and others take the query's field before the body's.
    [InlineData("?username=alice", "username=decoy&password=x", null)]
    [InlineData("?a=1&user%6eame=alice", "username=decoy", null)]
    [InlineData("?username=alice", "password=x", "alice")]
    [InlineData("?username=alice", "", "alice")]
    [InlineData("?user=alice", "username=bob", "bob")]
    public async Task Query_NamesTheAccountOfAForm(string query, string body, string? account)
    {
        var exchange = LimitsExchange.New("POST", request =>
        {
            request.QueryString = new(query);
            request.ContentType = Form;
            request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            request.ContentLength = body.Length;
        });
        var reader = Reader("Form:username");
        Assert.Equal(account, body.Length == 0 ? reader.ReadHead(exchange) : (await reader.ReadAsync(exchange)).Account);
    }

    [Fact]
    public async Task Body_Compressed_IsReadWithinTheLimit()
    {
        Assert.Equal("alice", await FindAsync("""{"username":"alice"}"""));
        Assert.Null(await FindAsync($$"""{"username":"alice","x":"{{new string('x', 100_000)}}"}"""));

        static async Task<string?> FindAsync(string body)
        {
            var packed = new MemoryStream();
            await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(body));
            packed.Position = 0;
            return (await Reader("Json:/username").ReadAsync(LimitsExchange.New("POST", request =>
            {
                request.ContentType = Json;
                request.Headers.ContentEncoding = "gzip";
                request.Body = packed;
                request.ContentLength = packed.Length;
            }))).Account;
        }
    }

    [Fact]
    public async Task Body_NoMemoryLeft_503()
    {
        var (_, rejection) = await Reader(new RequestBodyBudget(16), "Json:/username").ReadAsync(LimitsExchange.New("POST", static request =>
        {
            request.ContentType = Json;
            request.Body = new MemoryStream(new byte[1000]);
            request.ContentLength = 1000;
        }));
        Assert.Equal((503, "body-memory-exhausted"), (rejection!.Status, rejection.Reason));
    }

    [Theory]
    [InlineData("gw_0123456789abcdef_", "gw_0123456789abcdef")]
    [InlineData("my_gw_0123456789abcdef_", "my_gw_0123456789abcdef")]
    public void PresentedName_OfAKey_IsItsId(string head, string name) => Assert.Equal(name, PresentedName.Of(head + new string('s', 49)).ToString());

    [Theory]
    [InlineData("Bearer a.b.c")]
    [InlineData("_0123456789012345678901234567890123456789012345678")]
    [InlineData("")]
    public void PresentedName_OfAnythingElse_IsTheWhole(string text) => Assert.Equal(text, PresentedName.Of(text).ToString());

    private static AccountReader Reader(params string[] from) => Reader(new RequestBodyBudget(), from);

    private static AccountReader Reader(RequestBodyBudget budget, params string[] from)
    {
        var services = new ServiceCollection().AddSingleton(budget).AddRequestLimits().BuildServiceProvider();
        return new(new LockoutOptions { AccountFrom = [.. from] }, services.GetRequiredService<BodyBuffering>(), services.GetRequiredService<BodyDecoding>());
    }
}
