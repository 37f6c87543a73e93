using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.Cli;

/// <summary>
/// Where a running gateway's Health and Admin listeners are, read from its configuration without the rest of it: a probe need not
/// be able to read secrets or certificates.
/// </summary>
internal sealed class OperatorListeners
{
    private readonly string _path;
    private readonly ConfigObject _gateway;
    private readonly ConfigErrors _errors = new();

    /// <exception cref="OperatorCallException">The file cannot be read.</exception>
    public OperatorListeners(string path)
    {
        _path = path;
        // Asking must not make anything up.
        var interpolation = ConfigInterpolation.Default.With("demo", static (_, _) => InterpolationResult.Of("demo"));
        var root = ConfigReader.Read(path, _errors, interpolation).Root ?? throw new OperatorCallException(_errors.Sorted()[0].ToString());
        _gateway = root.Find("Gateway")?.Value as ConfigObject
            ?? throw new OperatorCallException($"{path} has no Gateway; allowed: the configuration of the running gateway");
    }

    public HealthOptions Health => Section<HealthOptions>(nameof(GatewayOptions.Health));

    public AdminOptions Admin => Section<AdminOptions>(nameof(GatewayOptions.Admin));

    /// <summary>The name in the gateway's certificate.</summary>
    public string? ServerName => (_gateway.Find(nameof(GatewayOptions.PublicHosts))?.Value as ConfigArray)?.Items.OfType<ConfigScalar>()
        .FirstOrDefault(static h => !h.IsUnresolved && !h.Text.StartsWith("*.", StringComparison.Ordinal))?.Text;

    /// <summary>The header that carries a key of a set.</summary>
    public string KeyHeader(string set)
    {
        var entry = (_gateway.Find(nameof(GatewayOptions.ApiKeys))?.Value as ConfigObject)?.Find(set)?.Value as ConfigObject;
        return entry?.Find(nameof(ApiKeyOptions.Header))?.Value is ConfigScalar { IsUnresolved: false } header ? header.Text : new ApiKeyOptions().Header;
    }

    private T Section<T>(string name) where T : class, new()
    {
        var at = $"Gateway:{name}";
        var node = _gateway.Find(name)?.Value ?? throw new OperatorCallException($"{_path} has no {at}, so that there is no listener to ask; add \"{name}\": {{}} and restart the gateway, or give --url");
        var options = new ConfigBinder(ConfigurationLoader.BinderOptions).Bind<T>(node, _errors);
        // An address or port that could not be read is not to be replaced by its default.
        var finding = _errors.Sorted().FirstOrDefault(e => e.Path == at || e.Path.StartsWith(at + ":", StringComparison.Ordinal));
        return finding is null && options is not null ? options : throw new OperatorCallException($"{finding}");
    }
}

/// <summary>A running gateway could not be asked; the message is for a person.</summary>
internal sealed class OperatorCallException(string message) : Exception(message);
