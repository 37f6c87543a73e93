using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// Wraps what YARP builds for a route. Building must not throw: YARP has changed the clusters by then, so that routes of the old
/// configuration would go on with destinations of the new one. A route whose transforms cannot be built answers 503 instead.
/// </summary>
internal sealed partial class VerifyingTransformBuilder(ITransformBuilder inner, ILogger<VerifyingTransformBuilder> logger) : ITransformBuilder
{
    public IReadOnlyList<Exception> ValidateRoute(RouteConfig route) => inner.ValidateRoute(route);

    public IReadOnlyList<Exception> ValidateCluster(ClusterConfig cluster) => inner.ValidateCluster(cluster);

    public HttpTransformer Build(RouteConfig route, ClusterConfig? cluster)
    {
        try
        {
            return new VerifyingTransformer(DirectTransformer.Serves(route) ? new DirectTransformer() : inner.Build(route, cluster));
        }
        catch (Exception error)
        {
            LogNotBuilt(logger, error, route.RouteId);
            return new RefusingTransformer();
        }
    }

    public HttpTransformer Create(Action<TransformBuilderContext> action) => new VerifyingTransformer(inner.Create(action));

    [LoggerMessage(Level = LogLevel.Error, Message = "The transforms of route {Route} cannot be built; it answers 503")]
    private static partial void LogNotBuilt(ILogger logger, Exception error, string route);
}
