using Gateway.SecLang.Execution;

namespace Gateway.SecLang.Actions;

/// <summary>
/// An action that runs for each matching value at once, even if a later link of the chain fails: rule sets count on it, for a first link may save what a later one compares.
/// </summary>
internal abstract class LinkAction
{
    public abstract void Execute(Transaction transaction);
}
