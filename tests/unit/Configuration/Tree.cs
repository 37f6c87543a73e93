using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.UnitTests.Configuration;

/// <summary>Reads and binds texts in tests.</summary>
internal static class Tree
{
    public const string File = "gateway.json";

    public static readonly ConfigInterpolation Interpolation = ConfigInterpolation.From(name => name switch
    {
        "PORT" => "8443",
        "FLAG" => "true",
        "WAIT" => "5s",
        "EMPTY" => "",
        "SECRET" => "s3cr3t",
        "TRICK" => "${env:SECRET}",
        _ => null,
    });

    public static ConfigObject Read(string json)
    {
        var (root, errors) = TryRead(json);
        Assert.Empty(errors);
        return root!;
    }

    public static (ConfigObject? Root, IReadOnlyList<string> Errors) TryRead(string json)
    {
        var errors = new ConfigErrors();
        var document = ConfigReader.ReadText(json, File, errors, Interpolation);
        return (document.Root, Texts(errors));
    }

    public static T Bind<T>(string json, ConfigBinderOptions? options = null, bool partial = false)
        where T : class
    {
        var (value, errors) = TryBind<T>(json, options, partial);
        Assert.Empty(errors);
        return value!;
    }

    public static (T? Value, IReadOnlyList<string> Errors) TryBind<T>(string json, ConfigBinderOptions? options = null, bool partial = false)
        where T : class
    {
        var errors = new ConfigErrors();
        var root = ConfigReader.ReadText(json, File, errors, Interpolation).Root;
        Assert.NotNull(root);
        var value = new ConfigBinder(options ?? new ConfigBinderOptions()).Bind<T>(root, errors, partial);
        return (value, Texts(errors));
    }

    public static IReadOnlyList<string> Texts(ConfigErrors errors) => [.. errors.Sorted().Select(e => e.ToString())];
}
