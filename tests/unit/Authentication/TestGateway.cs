using System.Net;
using Gateway.Policies.Authentication;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.Authentication;

/// <summary>The services and options around the stages under test: a key set "partners" in a real file, and fake token schemes.</summary>
internal sealed class TestGateway : IDisposable
{
    public const string Pepper = "0123456789abcdef0123456789abcdef";

    private readonly ServiceProvider _services;

    public TestGateway()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("gateway-auth-").FullName;
        Options.ApiKeys["partners"] = new ApiKeyOptions { Path = Path.Combine(Directory, "partners.json"), Pepper = Pepper };
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IEventSink>(Events)
            .AddSingleton<IAuthenticationSchemeFactory>(Tokens)
            .AddAuthenticationPolicies()
            .BuildServiceProvider();
    }

    public string Directory { get; }

    public ManualTime Time { get; } = new();

    public RecordedEvents Events { get; } = new();

    public FakeSchemeFactory Tokens { get; } = new();

    public GatewayOptions Options { get; } = new();

    public IServiceProvider Services => _services;

    public ApiKeyFile KeyFile => new(Options.ApiKeys["partners"].Path, Time);

    public CreatedApiKey CreateKey(NewApiKey? key = null) => KeyFile.Create("gw", Pepper, key ?? new NewApiKey("acme"));

    public FakeScheme AddTokens(string name, AuthenticationOutcome outcome)
    {
        Options.Jwt[name] = new JwtOptions();
        return Tokens.Add(name, outcome);
    }

    public RouteCompilation Compilation(params PolicyOptions[] effective) => new(Options, "orders", null, Services)
    {
        Effective = effective.ToDictionary(o => o.GetType().Name.Replace("Options", "", StringComparison.Ordinal)),
    };

    public RequestStage Compile(AuthenticationOptions options) => AuthenticationPolicy.Compile(options, Compilation(options))!;

    public RequestStage Compile(params string[] schemes) => Compile(new AuthenticationOptions { Schemes = [.. schemes] });

    public static Exchange Request(Action<HttpRequest>? change = null, string address = "203.0.113.7")
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        change?.Invoke(context.Request);
        return new Exchange(context, new RoutePlan { RouteId = "orders", PathTemplate = "/orders", RequestStages = [], ResponseStages = [] });
    }

    public static (OptionsValidation Validation, ConfigErrors Errors) Validation(GatewayOptions gateway)
    {
        var errors = new ConfigErrors();
        return (new OptionsValidation(gateway, new ConfigObject(new ConfigLocation("gateway.json", 1, 1), "Here", []), errors), errors);
    }

    public void Dispose()
    {
        _services.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

internal sealed class RecordedEvents : IEventSink
{
    public List<SecurityEvent> Items { get; } = [];

    public void Write(SecurityEvent securityEvent) => Items.Add(securityEvent);
}
