using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.UnitTests.Configuration;

public sealed class ConfigPrinterTests
{
    [Fact]
    public void ToJson_SecretsAndInterpolatedValues_AreRedacted()
    {
        var root = Tree.Read("""{ "Name": "a", "Password": "hunter2", "Port": "${env:PORT}", "Keys": { "k": "v" }, "Literal": "$${x}", "Number": 1.50 }""");
        var binder = new ConfigBinder(new ConfigBinderOptions());
        binder.Bind<Sample>(root, new ConfigErrors());

        var json = ConfigPrinter.ToJson(root, binder.Secrets.Contains);

        Assert.Equal(
            """
            {
              "Name": "a",
              "Password": "***",
              "Port": "***",
              "Keys": "***",
              "Literal": "${x}",
              "Number": 1.50
            }
            """, json);
    }

    public sealed class Sample
    {
        public string Name { get; set; } = "";

        [Secret]
        public string? Password { get; set; }

        public int Port { get; set; }

        [Secret]
        public Dictionary<string, string> Keys { get; set; } = [];

        public string? Literal { get; set; }

        public double Number { get; set; }
    }
}
