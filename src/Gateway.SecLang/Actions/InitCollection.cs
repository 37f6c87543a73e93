using Gateway.SecLang.Collections;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Actions;

/// <summary><c>initcol</c>: from here on the collection is the one kept under this key. Nothing is made before a rule writes to it.</summary>
internal sealed class InitCollection(Collection collection, MacroTemplate key) : LinkAction
{
    public override void Execute(Transaction transaction) => transaction.Persistent.Open(collection, transaction.Macros.Expand(key));
}
