using Gateway.SecLang.Collections;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Actions;

/// <summary><c>expirevar</c>: a variable of a persistent collection lives so many seconds.</summary>
internal sealed class ExpireVariable(Collection collection, MacroTemplate name, MacroTemplate seconds) : LinkAction
{
    public override void Execute(Transaction transaction) =>
        transaction.Persistent.Expire(collection, transaction.Macros.Expand(name), Integers.Parse(transaction.Macros.Expand(seconds)));
}
