namespace Gateway.Policies.Pipeline;

/// <summary>What a stage decided: continue (the default value), reject, or answer.</summary>
public readonly struct Decision
{
    private readonly object? _outcome;

    private Decision(object outcome) => _outcome = outcome;

    /// <summary>Go on with the next stage.</summary>
    public static Decision Continue => default;

    public bool IsContinue => _outcome is null;

    public Rejection? Rejection => _outcome as Rejection;

    public Answer? Answer => _outcome as Answer;

    public static Decision Reject(Rejection rejection) => new(rejection);

    public static Decision Respond(Answer answer) => new(answer);

    public static implicit operator ValueTask<Decision>(Decision decision) => new(decision);
}
