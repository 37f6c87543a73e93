using Gateway.Policies.Configuration;

namespace Gateway.Policies.Pipeline;

/// <summary>A policy: its name, its options, and the rules that its options have to keep. One folder, one class.</summary>
public abstract class Policy
{
    /// <summary>Folder name, JSON key, class prefix, metric tag and problem type.</summary>
    public abstract string Name { get; }

    /// <summary>The type that the JSON member is bound to.</summary>
    public abstract Type OptionsType { get; }

    /// <summary>Report mode needs a reason and an end date, because it opens the route.</summary>
    public virtual bool DecidesAccess => false;

    /// <summary>False where switching the policy off would leave the route open without saying so.</summary>
    public virtual bool CanBeOff => true;

    /// <summary>Checks effective options; reports every finding, never throws for bad input.</summary>
    public abstract void Validate(PolicyOptions options, OptionsValidation validation);
}

/// <inheritdoc/>
public abstract class Policy<TOptions> : Policy
    where TOptions : PolicyOptions, new()
{
    public sealed override Type OptionsType => typeof(TOptions);

    public sealed override void Validate(PolicyOptions options, OptionsValidation validation) => Validate((TOptions)options, validation);

    protected abstract void Validate(TOptions options, OptionsValidation validation);
}
