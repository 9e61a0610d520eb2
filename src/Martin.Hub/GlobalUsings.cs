// Orleans has a type of this name too.
global using ErrorCode = Martin.Hub.Errors.ErrorCode;
global using Martin.Plugins.Rules;
