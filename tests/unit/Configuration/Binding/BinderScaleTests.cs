using System.Text;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.UnitTests.Configuration.Binding;

public sealed class BinderScaleTests
{
    [Fact]
    public void Bind_TenThousandRoutes_GivesThemAll()
    {
        var text = new StringBuilder("{ \"Routes\": {");
        for (var i = 0; i < 10_000; i++)
            text.Append($"\"route-{i}\": {{ \"ClusterId\": \"c{i}\", \"Match\": {{ \"Path\": \"/p/{i}\", \"Methods\": [\"GET\"] }}, \"Timeout\": \"{i + 1}s\" }},\n");
        var file = Tree.Bind<Proxy>(text.Append("} }").ToString());
        Assert.Equal(10_000, file.Routes.Count);
        Assert.Equal(TimeSpan.FromSeconds(10_000), file.Routes["route-9999"].Timeout);
    }

    public sealed class Proxy
    {
        public Dictionary<string, RouteConfig> Routes { get; set; } = [];
    }
}
