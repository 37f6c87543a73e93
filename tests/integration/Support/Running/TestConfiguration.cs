using System.Text.Json.Nodes;

namespace Gateway.IntegrationTests.Support;

/// <summary>A configuration file for a test: a listener on free loopback ports with a certificate for localhost, and what the test adds.</summary>
public sealed class TestConfiguration
{
    private readonly JsonObject _gateway;
    private readonly JsonObject _routes = [];
    private readonly JsonObject _clusters = [];

    public TestConfiguration(TempFolder folder, TestPki pki)
    {
        Folder = folder;
        var files = CertificateWriter.WritePem(folder.FullPath, "localhost", pki.Server("localhost", "127.0.0.1"));
        _gateway = new JsonObject
        {
            ["PublicHosts"] = new JsonArray("localhost", "api.example.com"),
            ["Https"] = new JsonObject
            {
                ["Address"] = "127.0.0.1",
                ["Port"] = 0,
                ["Certificates"] = new JsonArray(new JsonObject { ["Path"] = files.CertificatePath, ["KeyPath"] = files.KeyPath }),
            },
            ["Http"] = new JsonObject { ["Address"] = "127.0.0.1", ["Port"] = 0 },
            ["Drain"] = new JsonObject { ["Delay"] = "0s", ["Timeout"] = "2s" },
        };
    }

    public const string Anonymous = """{ "Authentication": { "Anonymous": { "Reason": "a test" } } }""";

    public TempFolder Folder { get; }

    /// <summary>Sets members of "Gateway" from JSON text; objects merge.</summary>
    public TestConfiguration Gateway(string json)
    {
        Merge(_gateway, Parse(json));
        return this;
    }

    /// <summary>Adds a route; <paramref name="policies"/> is the JSON of its policies, <paramref name="more"/> further members of the route.</summary>
    public TestConfiguration Route(string id, string path, string policies = Anonymous, string cluster = "backend", string more = "{}")
    {
        var route = new JsonObject
        {
            ["ClusterId"] = cluster,
            ["Match"] = new JsonObject { ["Path"] = path },
            ["Policies"] = Parse(policies),
        };
        Merge(route, Parse(more));
        _routes[id] = route;
        return this;
    }

    /// <summary>Adds a cluster with one destination; <paramref name="more"/> further members of the cluster.</summary>
    public TestConfiguration Cluster(string address, string id = "backend", string more = "{}")
    {
        var cluster = new JsonObject { ["Destinations"] = new JsonObject { ["a"] = new JsonObject { ["Address"] = address } } };
        Merge(cluster, Parse(more));
        _clusters[id] = cluster;
        return this;
    }

    /// <summary>Writes the file and returns its path.</summary>
    public string Write(string name = "gateway.json") => Folder.Write(name, ToString());

    public override string ToString() => new JsonObject
    {
        ["Gateway"] = _gateway.DeepClone(),
        ["ReverseProxy"] = new JsonObject { ["Routes"] = _routes.DeepClone(), ["Clusters"] = _clusters.DeepClone() },
    }.ToJsonString(new() { WriteIndented = true });

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (target[name] is JsonObject inner && value is JsonObject more) Merge(inner, more);
            else target[name] = value?.DeepClone();
        }
    }
}
