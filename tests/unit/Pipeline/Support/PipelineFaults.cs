using Gateway.Policies.Pipeline;

namespace Gateway.UnitTests.Pipeline;

/// <summary>Ways in which a stage can throw.</summary>
public enum FaultWay
{
    Thrown,
    FaultedTask,
    AfterWaiting,
}

internal static class PipelineFaults
{
    public static TheoryData<FaultWay> Ways => [.. Enum.GetValues<FaultWay>()];

    public static Func<Exchange, ValueTask<Decision>> Of(FaultWay way, Exception error) => way switch
    {
        FaultWay.Thrown => _ => throw error,
        FaultWay.FaultedTask => _ => ValueTask.FromException<Decision>(error),
        _ => _ => FailLater(error),
    };

    private static async ValueTask<Decision> FailLater(Exception error)
    {
        await Task.Yield();
        throw error;
    }
}
