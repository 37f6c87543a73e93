using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Policies.Forwarding;

/// <summary>Puts <see cref="OutgoingTargetTransform"/> behind all other transforms. Must be the last provider that is registered.</summary>
internal sealed class OutgoingTargetProvider : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context) =>
        context.RequestTransforms.Add(new OutgoingTargetTransform(
            context.RequestTransforms.Any(MayChangeQuery), context.RequestTransforms.Any(MayCopyIntoHeader)));

    private static bool MayCopyIntoHeader(RequestTransform transform) =>
        transform is RequestHeaderRouteValueTransform or RequestFuncTransform
        || transform.GetType().Assembly != typeof(RequestTransform).Assembly;

    // Asking for the query allocates, so routes without such a transform do not ask.
    private static bool MayChangeQuery(RequestTransform transform) =>
        transform is QueryParameterTransform or QueryParameterRemoveTransform or RequestFuncTransform
        || transform.GetType().Assembly != typeof(RequestTransform).Assembly;
}
