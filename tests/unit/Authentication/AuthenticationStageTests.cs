using Gateway.Policies.Authentication;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.UnitTests.Authentication;

public sealed class AuthenticationStageTests : IDisposable
{
    private readonly TestGateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Stage_ValidToken_SetsIdentityUserAndHeadersAndStripsToken()
    {
        var alice = Callers.Make(scopes: ["orders:write", "orders:read"]);
        _gateway.AddTokens("main", AuthenticationOutcome.Success(alice));
        var exchange = TestGateway.Request(r => r.Headers.Authorization = "Bearer t");

        var decision = await _gateway.Compile("Jwt:main").DecideAsync(exchange);

        Assert.True(decision.IsContinue);
        Assert.Same(alice, exchange.Identity);
        Assert.Same(alice.Principal, exchange.Context.User);
        Assert.False(exchange.Context.Request.Headers.ContainsKey("Authorization"));
        Assert.Equal("main:alice", exchange.Context.Request.Headers["X-Consumer"]);
        Assert.Equal("orders:read orders:write", exchange.Context.Request.Headers["X-Consumer-Scopes"]);
    }

    [Fact]
    public async Task Stage_NoCredential_401WithEachDistinctChallengeOnce()
    {
        _gateway.CreateKey();
        _gateway.AddTokens("main", default);
        _gateway.AddTokens("other", default);

        var rejection = (await _gateway.Compile("ApiKey:partners", "Jwt:main", "Jwt:other").DecideAsync(TestGateway.Request())).Rejection!;

        Assert.Equal(401, rejection.Status);
        Assert.Equal("credential-missing", rejection.Reason);
        var challenge = Assert.Single(rejection.Headers);
        Assert.Equal("WWW-Authenticate", challenge.Key);
        Assert.Equal("ApiKey realm=\"api\"|Bearer", string.Join('|', challenge.Value.ToArray()));
    }

    public static TheoryData<string, string[], string[], string> TwoCredentials => new()
    {
        { "key header twice", ["k1", "k2"], [], "" },
        { "authorization twice", [], ["Bearer a", "Bearer b"], "" },
        { "authorization twice, neither known", [], ["Basic a", "Basic b"], "" },
        { "key and token", ["k"], ["Bearer a"], "" },
        { "key and an unknown authorization", ["k"], ["Basic a"], "" },
        { "key header and query", ["k"], [], "?api_key=k" },
        { "query twice", [], [], "?api_key=a&x=1&api_key=b" },
        { "query and token", [], ["Bearer a"], "?api_key=k" },
    };

    [Theory]
    [MemberData(nameof(TwoCredentials))]
    public async Task Stage_TwoCredentials_400WithoutVerifyingAny(string _, string[] keys, string[] authorization, string query)
    {
        _gateway.CreateKey();
        _gateway.Options.ApiKeys["partners"].AllowQuery = true;
        var tokens = _gateway.AddTokens("main", AuthenticationOutcome.Success(Callers.Make()));
        var exchange = TestGateway.Request(r =>
        {
            if (keys.Length > 0) r.Headers["X-Api-Key"] = new StringValues(keys);
            if (authorization.Length > 0) r.Headers.Authorization = new StringValues(authorization);
            r.QueryString = new QueryString(query);
        });

        var rejection = (await _gateway.Compile("ApiKey:partners", "Jwt:main").DecideAsync(exchange)).Rejection!;

        Assert.Equal(400, rejection.Status);
        Assert.Equal("credentials-ambiguous", rejection.Reason);
        Assert.Equal(0, tokens.Verified);
        Assert.Null(exchange.Identity);
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer abc")]
    [InlineData("")]
    public async Task Stage_AuthorizationThatNoSchemeUnderstands_401(string authorization)
    {
        _gateway.CreateKey();
        var exchange = TestGateway.Request(r => r.Headers.Authorization = new StringValues([authorization]));

        var rejection = (await _gateway.Compile("ApiKey:partners").DecideAsync(exchange)).Rejection!;

        Assert.Equal(401, rejection.Status);
        Assert.Equal("credential-unrecognized", rejection.Reason);
        Assert.Contains(rejection.Headers, h => h.Key == "WWW-Authenticate");
    }

    [Fact]
    public async Task Stage_TokenOfTheSecondIssuer_IsAccepted()
    {
        var first = _gateway.AddTokens("first", AuthenticationOutcome.NotMine);
        var second = _gateway.AddTokens("second", AuthenticationOutcome.Success(Callers.Make("Jwt:second")));
        var exchange = TestGateway.Request(r => r.Headers.Authorization = "Bearer t");

        Assert.True((await _gateway.Compile("Jwt:first", "Jwt:second").DecideAsync(exchange)).IsContinue);
        Assert.Equal("Jwt:second", exchange.Identity!.Scheme);
        Assert.Equal(1, first.Verified);
        Assert.Equal(1, second.Verified);
    }

    [Fact]
    public async Task Stage_FailureOfTheFirstIssuer_IsFinal()
    {
        _gateway.AddTokens("first", AuthenticationOutcome.Failure("token-expired"));
        var second = _gateway.AddTokens("second", AuthenticationOutcome.Success(Callers.Make()));
        var exchange = TestGateway.Request(r => r.Headers.Authorization = "Bearer t");

        var rejection = (await _gateway.Compile("Jwt:first", "Jwt:second").DecideAsync(exchange)).Rejection!;

        Assert.Equal((401, "token-expired"), (rejection.Status, rejection.Reason));
        Assert.Equal(0, second.Verified);
    }

    [Fact]
    public async Task Stage_NobodysToken_401()
    {
        _gateway.AddTokens("first", AuthenticationOutcome.NotMine);
        _gateway.AddTokens("second", AuthenticationOutcome.NotMine);
        var exchange = TestGateway.Request(r => r.Headers.Authorization = "Bearer t");

        var rejection = (await _gateway.Compile("Jwt:first", "Jwt:second").DecideAsync(exchange)).Rejection!;

        Assert.Equal((401, "credential-unrecognized"), (rejection.Status, rejection.Reason));
    }

    [Fact]
    public async Task Stage_KeysUnavailable_503WithRetryAfterAndNoCharge()
    {
        _gateway.AddTokens("main", AuthenticationOutcome.Unavailable("keys-unavailable"));
        var stage = _gateway.Compile(new AuthenticationOptions { Schemes = ["Jwt:main"], FailureBudget = new() { Permits = 1 } });

        for (var i = 0; i < 3; i++)
        {
            var rejection = (await stage.DecideAsync(TestGateway.Request(r => r.Headers.Authorization = "Bearer t"))).Rejection!;
            Assert.Equal((503, "keys-unavailable"), (rejection.Status, rejection.Reason));
            Assert.Contains(rejection.Headers, h => h.Key == "Retry-After");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stage_VerificationThatWaits_DecidesTheSame(bool isValid)
    {
        var gate = new TaskCompletionSource<AuthenticationOutcome>();
        _gateway.Options.Jwt["main"] = new();
        _gateway.Options.Jwt["second"] = new();
        _gateway.Tokens.Add("main", _ => new(gate.Task));
        _gateway.Tokens.Add("second", isValid ? AuthenticationOutcome.Success(Callers.Make()) : AuthenticationOutcome.Failure("token-expired"));
        var exchange = TestGateway.Request(r => r.Headers.Authorization = "Bearer t");

        var pending = _gateway.Compile("Jwt:main", "Jwt:second").DecideAsync(exchange);
        Assert.False(pending.IsCompleted);
        gate.SetResult(AuthenticationOutcome.NotMine);

        Assert.Equal(isValid, (await pending).IsContinue);
        Assert.Equal(isValid, exchange.Identity is not null);
    }

    [Fact]
    public async Task Stage_ExhaustedBudget_429BeforeVerificationUntilItRefills()
    {
        var tokens = _gateway.AddTokens("main", AuthenticationOutcome.Failure("token-invalid"));
        var stage = _gateway.Compile(new AuthenticationOptions { Schemes = ["Jwt:main"], FailureBudget = new() { Permits = 3, Window = TimeSpan.FromMinutes(1) } });
        ValueTask<Decision> Try(string address = "203.0.113.7") => stage.DecideAsync(TestGateway.Request(r => r.Headers.Authorization = "Bearer t", address));
        for (var i = 0; i < 3; i++) Assert.Equal(401, (await Try()).Rejection!.Status);

        var refused = (await Try()).Rejection!;

        Assert.Equal((429, "failure-budget-exhausted"), (refused.Status, refused.Reason));
        Assert.Equal("20", refused.Headers.Single(h => h.Key == "Retry-After").Value);
        Assert.Equal(3, tokens.Verified);
        Assert.Equal(401, (await Try("203.0.113.8")).Rejection!.Status);
        Assert.Equal("credential-missing", (await stage.DecideAsync(TestGateway.Request())).Rejection!.Reason);
        _gateway.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(401, (await Try()).Rejection!.Status);
    }

    [Fact]
    public async Task Stage_BudgetSpentOnOneRoute_IsSpentOnEveryRouteAndAfterAReload()
    {
        _gateway.AddTokens("main", AuthenticationOutcome.Failure("token-invalid"));
        AuthenticationOptions Options() => new() { Schemes = ["Jwt:main"], FailureBudget = new() { Permits = 1 } };
        var first = _gateway.Compile(Options());
        var second = _gateway.Compile(Options());
        static Exchange Request() => TestGateway.Request(r => r.Headers.Authorization = "Bearer t");

        Assert.Equal(401, (await first.DecideAsync(Request())).Rejection!.Status);

        Assert.Equal(429, (await second.DecideAsync(Request())).Rejection!.Status);
        Assert.Equal(429, (await _gateway.Compile(Options()).DecideAsync(Request())).Rejection!.Status);
    }

    [Fact]
    public async Task Stage_BudgetSwitchedOff_NeverSays429()
    {
        _gateway.AddTokens("main", AuthenticationOutcome.Failure("token-invalid"));
        var stage = _gateway.Compile(new AuthenticationOptions { Schemes = ["Jwt:main"], FailureBudget = new() { Enabled = false, Permits = 1 } });
        for (var i = 0; i < 5; i++)
            Assert.Equal(401, (await stage.DecideAsync(TestGateway.Request(r => r.Headers.Authorization = "Bearer t"))).Rejection!.Status);
    }

    [Fact]
    public async Task Stage_InReportMode_ForwardsNoIdentityAndNoCredentialUntilItEnds()
    {
        _gateway.AddTokens("main", AuthenticationOutcome.Success(Callers.Make()));
        var stage = _gateway.Compile(new AuthenticationOptions
        {
            Schemes = ["Jwt:main"],
            Mode = PolicyMode.Report,
            Reason = "rollout",
            Until = DateOnly.FromDateTime(_gateway.Time.GetUtcNow().Date),
        });
        static Exchange Request(params string[] authorization) => TestGateway.Request(r => r.Headers.Authorization = authorization);

        var valid = Request("Bearer t");
        Assert.True((await stage.DecideAsync(valid)).IsContinue);
        Assert.False(valid.Context.Request.Headers.ContainsKey("X-Consumer"));

        var ambiguous = Request("Bearer a", "Bearer b");
        Assert.Equal(400, (await stage.DecideAsync(ambiguous)).Rejection!.Status);
        Assert.False(ambiguous.Context.Request.Headers.ContainsKey("Authorization"));

        _gateway.Time.Advance(TimeSpan.FromDays(1));
        var later = Request("Bearer t");
        Assert.True((await stage.DecideAsync(later)).IsContinue);
        Assert.Equal("main:alice", later.Context.Request.Headers["X-Consumer"]);
    }

    [Fact]
    public void Compile_Anonymous_HasNoStage() =>
        Assert.Null(_gateway.Compile(new AuthenticationOptions { Anonymous = new() { Reason = "probe" } }));

    [Fact]
    public void Stage_ValidCredentialSeenBefore_AllocatesNothing()
    {
        _gateway.AddTokens("main", AuthenticationOutcome.Success(Callers.Make()));
        var key = _gateway.CreateKey();
        var stage = _gateway.Compile("ApiKey:partners", "Jwt:main");
        var exchange = TestGateway.Request();
        StringValues value = key.Text;
        Allocations.AssertNone(Run);

        void Run()
        {
            exchange.Context.Request.Headers["X-Api-Key"] = value;
            var decision = stage.DecideAsync(exchange);
            if (!decision.IsCompletedSuccessfully || !decision.GetAwaiter().GetResult().IsContinue) throw new InvalidOperationException("refused");
        }
    }
}
